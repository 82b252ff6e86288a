# What isn't bound isn't hidden: no volume, and nothing that could become stale.
docker build -q -t shop ~/shop
docker run -d --name shop -v ~/shop/src:/app/src:ro shop
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker build -q -t shop ~/shop
docker rm -f shop
docker run -d --name shop -v ~/shop/src:/app/src:ro shop
