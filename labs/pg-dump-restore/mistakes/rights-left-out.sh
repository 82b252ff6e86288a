# fails restores with privileges-differ
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres -Fc --no-privileges library > ~/backup/library.dump
docker exec library-db pg_dumpall -U postgres --roles-only > ~/backup/roles.sql
