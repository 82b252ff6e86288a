# fails dump with not-a-dump
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db psql -U postgres -d library -c 'copy books to stdout csv' > ~/backup/library.csv
