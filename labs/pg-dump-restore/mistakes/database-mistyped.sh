# fails dump with empty-file
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres libary > ~/backup/library.sql
