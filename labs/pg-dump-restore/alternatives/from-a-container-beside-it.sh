until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker network create books
docker network connect books library-db
docker run --rm --network books -e PGPASSWORD=in-the-safe -v ~/backup:/backup postgres:17 \
  pg_dump -h library-db -U postgres --format=tar --create --file=/backup/library.tar library
docker run --rm --network books -e PGPASSWORD=in-the-safe -v ~/backup:/backup postgres:17 \
  pg_dumpall -h library-db -U postgres --roles-only --file=/backup/roles.sql
docker run -d --name library-new -e POSTGRES_PASSWORD=other -v library-new-data:/var/lib/postgresql/data postgres:17
until docker exec library-new pg_isready -q -h 127.0.0.1; do sleep 0.2; done
docker cp --quiet ~/backup/. library-new:/tmp/
docker exec library-new psql -q -U postgres -f /tmp/roles.sql
docker exec library-new pg_restore -U postgres --create -d postgres /tmp/library.tar
