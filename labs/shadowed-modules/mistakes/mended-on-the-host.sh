# fails modules with from-the-host
# task modules
docker build -q -t shop ~/shop
rm -r ~/shop/node_modules/banner
cp -R ~/shop/vendor/banner-1 ~/shop/node_modules/banner
docker run -d --name shop -v ~/shop:/app shop
