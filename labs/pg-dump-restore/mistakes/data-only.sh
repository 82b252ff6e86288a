# fails dump with no-definitions
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres --data-only library > ~/backup/library.sql
