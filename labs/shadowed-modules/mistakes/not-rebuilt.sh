# fails renewed with not-rebuilt
# task renewed
docker build -q -t shop ~/shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker rm -f -v shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
