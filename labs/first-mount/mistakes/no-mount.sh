# fails filled with not-mounted
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop shop:1
