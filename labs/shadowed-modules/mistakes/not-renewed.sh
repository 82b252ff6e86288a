# fails renewed with stale
# task renewed
cat > compose.yaml <<'YAML'
services:
  shop:
    build: ./shop
    container_name: shop
    volumes:
      - ./shop:/app
      - /app/node_modules
YAML
docker compose up -d --build
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker compose up -d --build
