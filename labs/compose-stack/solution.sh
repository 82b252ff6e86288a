# task volumes ready
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
      test: ["CMD", "pg_isready", "-q", "-U", "postgres", "-h", "127.0.0.1"]
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
docker compose up -d --wait
# task kept
cd ~/shop
docker compose exec -T db psql -U postgres -c "insert into orders (what) values ('teapot')" </dev/null
until curl -fs localhost:8080/visit; do sleep 0.5; done
docker compose down
docker compose up -d --wait
docker compose exec -T db psql -U postgres -c 'table orders' </dev/null
# task change
cd ~/shop
echo "insert into goods values ('sieve', 7.00);" >> init/01-goods.sql
docker compose exec -T db psql -v ON_ERROR_STOP=1 -U postgres -c "insert into goods values ('sieve', 7.00)" </dev/null
