# fails proved with source-changed
docker run --rm -v books:/source busybox:1.37 chown -R 0:0 /source/receipts
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
