# fails read-only with source-writable
mkdir -p ~/backup
docker pause clerk
docker run --rm --volumes-from clerk -v ~/backup:/backup busybox:1.37 tar -C /books -czf /backup/books.tar.gz .
docker unpause clerk
