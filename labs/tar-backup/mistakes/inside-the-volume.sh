# fails archive with inside-the-volume
docker pause clerk
docker run --rm -v books:/source busybox:1.37 tar -C /source -czf /source/books.tar.gz .
docker unpause clerk
