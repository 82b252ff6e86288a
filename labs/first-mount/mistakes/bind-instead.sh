# fails filled with bind-mount
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v ./assets:/site shop:1
