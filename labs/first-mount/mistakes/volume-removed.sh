# fails stale with volume-removed
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v assets:/site shop:1
until docker exec shop test -s /site/orders/log.txt; do sleep 0.1; done
# task stale
docker build -q -t shop:2 ~/shop-2
docker rm -f shop
docker volume rm assets
docker run -d --name shop -v assets:/site shop:2
until docker exec shop test -s /site/orders/log.txt; do sleep 0.1; done
