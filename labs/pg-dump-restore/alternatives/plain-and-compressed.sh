until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
set -o pipefail
docker exec library-db pg_dump -U postgres library | gzip > ~/backup/library.sql.gz
gzip -t ~/backup/library.sql.gz
docker exec library-db pg_dumpall -U postgres --globals-only > ~/backup/roles.sql
docker run -d --name library-new --env POSTGRES_PASSWORD=other \
  --mount type=volume,source=second,target=/var/lib/postgresql/data postgres:17
until docker exec library-new pg_isready -q -h 127.0.0.1; do sleep 0.2; done
docker exec -i library-new psql -q -U postgres < ~/backup/roles.sql
docker exec library-new createdb -U postgres -T template0 -O librarian library
gzip -dc ~/backup/library.sql.gz | docker exec -i library-new psql -q -U postgres -d library -v ON_ERROR_STOP=1 --single-transaction
