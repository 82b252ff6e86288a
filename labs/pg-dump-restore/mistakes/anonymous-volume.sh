# fails restored with anonymous-volume
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
# task dump
docker exec library-db pg_dump -U postgres -Fc library > ~/backup/library.dump
# task roles
docker exec library-db pg_dumpall -U postgres --roles-only > ~/backup/roles.sql
# task restored
docker run -d --name library-new -e POSTGRES_PASSWORD=other postgres:17
