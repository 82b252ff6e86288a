# fails archive with empty-archive
mkdir -p ~/backup
docker pause clerk
docker run --rm -v boks:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
