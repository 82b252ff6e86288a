# task modules
docker build -q -t shop ~/shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
until curl -sf --noproxy "*" "http://$(docker inspect shop --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"):3000/"; do sleep 0.1; done
# task renewed
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker build -q -t shop ~/shop
docker rm -f -v shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
until curl -sf --noproxy "*" "http://$(docker inspect shop --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"):3000/"; do sleep 0.1; done
