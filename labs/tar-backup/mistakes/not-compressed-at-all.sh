# fails archive with misnamed
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -cf /backup/books.tar.gz .
docker unpause clerk
