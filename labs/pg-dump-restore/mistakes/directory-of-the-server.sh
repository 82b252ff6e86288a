# fails dump with files-not-a-dump
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker run --rm -v library-data:/source:ro postgres:17 tar -C /source -czf - . > ~/backup/library.tar.gz
