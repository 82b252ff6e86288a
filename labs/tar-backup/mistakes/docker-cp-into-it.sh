# fails restored with owner-differs
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
docker volume rm books-restored
docker volume create books-restored
docker create --name helper -v books-restored:/target busybox:1.37
gunzip -c ~/backup/books.tar.gz | docker cp -a - helper:/target
docker rm helper
