cd ~/shop
docker volume create shop-orders
cat > init/02-sieve.sql <<'SQL'
insert into goods values ('sieve', 7.00) on conflict do nothing;
SQL
mv init/02-sieve.sql later.sql
cat > compose.yaml <<'YAML'
name: shop
x-volume: &volume
  type: volume
services:
  api:
    image: node:20
    command: ["node", "/api/server.mjs"]
    init: true
    ports: ["8080:8080"]
    volumes: ["./api:/api:ro"]
    depends_on:
      db: { condition: service_healthy, restart: true }
      cart: { condition: service_started }
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: keeper
      POSTGRES_DB: store
      POSTGRES_PASSWORD: secret
      PGDATA: /var/lib/postgresql/data/17
    volumes:
      - <<: *volume
        source: orders
        target: /var/lib/postgresql/data
      - type: bind
        source: ./init
        target: /docker-entrypoint-initdb.d
        read_only: true
    healthcheck:
      test: PGPASSWORD=$$POSTGRES_PASSWORD psql -h 127.0.0.1 -U $$POSTGRES_USER $$POSTGRES_DB -c 'select 1 from orders limit 1' || exit 1
      interval: 1s
      retries: 120
  cart:
    image: redis:8
    command: redis-server --appendonly yes
    volumes:
      - <<: *volume
        source: basket
        target: /data
volumes:
  orders:
    external: true
    name: shop-orders
  basket:
    labels: { keep: "yes" }
YAML
docker compose up -d --wait
docker compose exec -T db psql -U keeper store -c "insert into orders (what) values ('kettle')" </dev/null
until curl -fs localhost:8080/visit; do sleep 0.5; done
docker compose rm --stop --force
docker compose up -d --wait
mv later.sql init/02-sieve.sql
docker compose exec -T db psql -U keeper store -f /docker-entrypoint-initdb.d/02-sieve.sql </dev/null
