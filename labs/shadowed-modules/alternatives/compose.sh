cat > compose.yaml <<'YAML'
services:
  shop:
    build: ./shop
    container_name: shop
    volumes:
      - ./shop:/app
      - /app/node_modules
YAML
# task modules
docker compose up -d --build
# task renewed
sed -i 's/banner-1/banner-2/' ~/shop/package.json
docker compose up -d --build --renew-anon-volumes
