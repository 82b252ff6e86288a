# fails volumes with one-volume-for-both
cd ~/shop
cat > compose.yaml <<'YAML'
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: secret
    volumes:
      - cart:/var/lib/postgresql/data
      - ./init:/docker-entrypoint-initdb.d:ro

  cart:
    image: redis:8
    volumes:
      - cart:/data
  api:
    image: node:20
    command: node /api/server.mjs
    init: true
    ports:
      - "8080:8080"
    volumes:
      - ./api:/api:ro

volumes:
  cart:
YAML
docker compose up -d
