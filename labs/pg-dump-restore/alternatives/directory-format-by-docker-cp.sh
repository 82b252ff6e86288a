until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres -Fd -f /tmp/out library
docker cp --quiet library-db:/tmp/out ~/backup/library.dir
docker exec library-db rm -r /tmp/out
docker exec library-db pg_dumpall -U postgres --roles-only | grep -v -E '^(CREATE|ALTER) ROLE postgres\b' > ~/backup/roles.sql
docker run -d --name library-new -e POSTGRES_PASSWORD=other -v library-new-data:/var/lib/postgresql/data postgres:17
until docker exec library-new pg_isready -q -h 127.0.0.1; do sleep 0.2; done
docker exec -i library-new psql -q -U postgres -v ON_ERROR_STOP=1 < ~/backup/roles.sql
docker exec library-new createdb -U postgres library
docker cp --quiet ~/backup/library.dir library-new:/tmp/
docker exec library-new pg_restore -U postgres -d library --jobs 2 /tmp/library.dir
