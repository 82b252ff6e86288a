cat > compose.yaml <<'YAML'
services:
  shop:
    build: ./shop-1
    image: shop:1
    container_name: shop
    volumes: ["assets:/site"]
volumes:
  assets:
    name: assets
YAML
# task filled
docker compose up -d --build
until docker exec shop test -s /site/orders/log.txt; do sleep 0.1; done
# task stale
sed -i 's/shop-1/shop-2/; s/shop:1/shop:2/' compose.yaml
docker compose up -d --build
until docker exec shop test -s /site/orders/log.txt; do sleep 0.1; done
# task refreshed
cp -a shop-2/site/. "$(docker volume inspect assets --format '{{.Mountpoint}}')/"
rm "$(docker volume inspect assets --format '{{.Mountpoint}}')/old-offer.html"
