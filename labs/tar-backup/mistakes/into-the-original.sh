# fails restored with restored-over-the-original
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
docker stop clerk
docker run --rm -v books:/target -v ~/backup:/backup:ro busybox:1.37 tar -C /target -xzf /backup/books.tar.gz
docker start clerk
