# fails renewed with not-replaced
# task renewed
docker build -q -t shop ~/shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker build -q -t shop ~/shop
docker restart -t 1 shop
