# fails filled with wrong-volume
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v asset:/site shop:1
