# task volume
docker volume create --label keep=yes orders
mkdir -p stock && cd stock
cat > compose.yaml <<'END'
services:
  stock:
    image: postgres:17
    container_name: db
    environment:
      POSTGRES_USER: keeper
      POSTGRES_PASSWORD: "long enough"
      POSTGRES_DB: workshop
      PGDATA: /var/lib/postgresql/data/cluster
    volumes:
      - type: volume
        source: orders
        target: /var/lib/postgresql/data
volumes:
  orders:
    external: true
END
# task database
cd ~/stock
docker compose up -d
until docker exec db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
# task rows
docker exec -i db psql -U keeper workshop <<'END'
create table parts (name varchar(40) primary key, stock integer not null);
insert into parts values ('washer', 45), ('bolt', 120), ('nut', 300);
END
# task replaced
cd ~/stock
docker compose down
docker compose up -d
until docker exec db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
