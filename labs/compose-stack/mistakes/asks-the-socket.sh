# fails ready with healthy-too-early
cd ~/shop
cat > compose.yaml <<'YAML'
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: secret
    volumes:
      - goods:/var/lib/postgresql/data
      - ./init:/docker-entrypoint-initdb.d:ro
    healthcheck:
      test: ["CMD", "pg_isready", "-q", "-U", "postgres"]
      interval: 1s
      retries: 120
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
    depends_on:
      db:
        condition: service_healthy
volumes:
  goods:
  cart:
YAML
docker compose up -d || true
until docker compose exec -T db pg_isready -q -U postgres -h 127.0.0.1 </dev/null; do sleep 0.2; done
docker compose up -d
