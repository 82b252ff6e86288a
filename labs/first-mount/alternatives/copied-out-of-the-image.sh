# task filled
docker build -q -t shop:1 ~/shop-1
docker volume create assets
docker run -d --name shop --mount type=volume,source=assets,target=/site shop:1
until docker exec shop test -s /site/orders/log.txt; do sleep 0.1; done
# task stale
docker build -q -t shop:2 ~/shop-2
docker stop -t 1 shop
docker rm shop
docker run -d --name shop --mount type=volume,source=assets,target=/site shop:2
until docker exec shop test -s /site/orders/log.txt; do sleep 0.1; done
# task refreshed
docker create --name new-pages shop:2
docker cp new-pages:/site/. - | docker cp - shop:/site
docker rm new-pages
docker exec shop rm /site/old-offer.html
