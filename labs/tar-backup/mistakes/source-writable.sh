# fails read-only with source-writable
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
