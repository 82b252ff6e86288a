# fails archive with compressed-twice
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf - . | gzip > ~/backup/books.tar.gz
docker unpause clerk
