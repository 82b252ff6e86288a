# fails ready with unhealthy
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
      test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-p", "5433"]
      interval: 1s
      retries: 2
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
until [ "$(docker inspect shop-db-1 --format '{{.State.Health.Status}}')" = unhealthy ]; do sleep 0.5; done
