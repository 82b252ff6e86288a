# task dump
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres -Fc library > ~/backup/library.dump
ls -l ~/backup
# task roles restores
docker exec library-db pg_dumpall -U postgres --roles-only > ~/backup/roles.sql
grep ROLE ~/backup/roles.sql
# task restored
docker run -d --name library-new -e POSTGRES_PASSWORD=other -v library-new-data:/var/lib/postgresql/data postgres:17
until docker exec library-new pg_isready -q -h 127.0.0.1; do sleep 0.2; done
docker exec -i library-new psql -U postgres -d postgres < ~/backup/roles.sql
docker exec library-new createdb -U postgres -T template0 library
docker exec -i library-new pg_restore -U postgres -d library --exit-on-error < ~/backup/library.dump
docker exec library-new psql -U postgres -d library -c 'select count(*) from loans'
