# fails proved with source-changed
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source busybox:1.37 tar -C /source -czf /source/books.tar.gz .
cp /var/lib/docker/volumes/books/_data/books.tar.gz ~/backup/
docker unpause clerk
