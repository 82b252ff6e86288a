# fails dump with truncated
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres library | grep -v 'dump complete' > ~/backup/library.sql
