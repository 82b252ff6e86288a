# fails archive with wrong-volume
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source/ledger -czf /backup/books.tar.gz .
docker unpause clerk
