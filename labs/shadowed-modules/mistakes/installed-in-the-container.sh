# fails renewed with not-in-the-image
# task renewed
docker build -q -t shop ~/shop
docker run -d --name shop -v ~/shop:/app -v /app/node_modules shop
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker exec shop sh -c 'rm -rf node_modules/* node_modules/.package-lock.json && npm install --install-links --no-audit --no-fund'
docker restart -t 1 shop
