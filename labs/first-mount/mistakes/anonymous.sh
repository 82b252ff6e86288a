# fails filled with anonymous-volume
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v /site shop:1
