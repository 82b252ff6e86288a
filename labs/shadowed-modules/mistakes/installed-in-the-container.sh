# fails renewed with not-in-the-image
# task renewed
docker build -q -t shop ~/shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
until curl -sf --noproxy "*" "http://$(docker inspect shop --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"):3000/"; do sleep 0.1; done
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker exec shop cp -R vendor/banner-2/. node_modules/banner/
docker restart -t 1 shop
