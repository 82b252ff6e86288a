# fails filled with wrong-path
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v assets:/var/www shop:1
