# fails dump with through-a-terminal
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec -t library-db pg_dump -U postgres library > ~/backup/library.sql
