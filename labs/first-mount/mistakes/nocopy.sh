# fails filled with not-filled
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v assets:/site:nocopy shop:1
