# fails archive with unreadable
mkdir -p ~/backup
docker pause clerk
docker run --rm -t -v books:/source:ro busybox:1.37 tar -C /source -czf - . > ~/backup/books.tgz
docker unpause clerk
