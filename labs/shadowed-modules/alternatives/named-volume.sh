docker build -q -t shop:first ~/shop
docker run -d --name shop \
  --mount type=bind,source=$HOME/shop,target=/app,readonly \
  --mount type=volume,source=modules,target=/app/node_modules \
  shop:first
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker build -q -t shop:second ~/shop
docker rm -f shop
docker volume rm modules
docker run -d --name shop \
  --mount type=bind,source=$HOME/shop,target=/app,readonly \
  --mount type=volume,source=modules,target=/app/node_modules \
  shop:second
