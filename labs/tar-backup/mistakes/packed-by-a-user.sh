# fails proved with path-missing
mkdir -p ~/backup
docker pause clerk
chmod 777 ~/backup
docker run --rm --user 1000:1000 -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
