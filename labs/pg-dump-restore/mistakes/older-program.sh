# fails dump with empty-file
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker network create books
docker network connect books library-db
docker run --rm --network books -e PGPASSWORD=in-the-safe postgres:15 pg_dump -h library-db -U postgres library > ~/backup/library.sql
