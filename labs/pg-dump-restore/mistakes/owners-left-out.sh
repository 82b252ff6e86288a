# fails restores with owner-differs
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres --no-owner library > ~/backup/library.sql
docker exec library-db pg_dumpall -U postgres --roles-only > ~/backup/roles.sql
