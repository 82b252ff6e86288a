until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres --inserts --create library > ~/backup/library.sql
docker exec library-db pg_dumpall -U postgres --roles-only > ~/backup/roles.sql
mkdir -p second && cd second
cat > compose.yaml <<'YAML'
services:
  new:
    image: postgres:17
    container_name: library-new
    environment:
      POSTGRES_USER: postgres
      POSTGRES_PASSWORD: other
    volumes: [data:/var/lib/postgresql/data]
volumes:
  data:
YAML
docker compose up -d
until docker compose exec -T new pg_isready -q -h 127.0.0.1 </dev/null; do sleep 0.2; done
docker compose exec -T new psql -q -U postgres < ~/backup/roles.sql
docker compose exec -T new psql -q -U postgres < ~/backup/library.sql
