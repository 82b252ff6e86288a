# fails volumes with bind-mount
cd ~/shop
cat > compose.yaml <<'YAML'
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: secret
    volumes:
      - ./data:/var/lib/postgresql/data
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
until docker compose exec -T db pg_isready -q -U postgres -h 127.0.0.1 </dev/null; do sleep 0.2; done
