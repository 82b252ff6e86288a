# fails archive with wrong-root
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -czf /backup/books.tar.gz /source
docker unpause clerk
