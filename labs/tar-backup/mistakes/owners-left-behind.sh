# fails restored with owner-differs
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
docker volume rm books-restored
docker volume create books-restored
docker run --rm -v books-restored:/target -v ~/backup:/backup:ro busybox:1.37 tar -C /target -xozf /backup/books.tar.gz
