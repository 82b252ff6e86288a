# fails archive with wrong-volume
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books-2024:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
