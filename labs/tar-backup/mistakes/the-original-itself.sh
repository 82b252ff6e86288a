# fails restored with not-its-own
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
docker volume rm books-restored
docker volume create --opt type=none --opt o=bind --opt device=/var/lib/docker/volumes/books/_data books-restored
