# fails archive with empty-file
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro busybox:1.37 tar -C /sourse -cf - . > ~/backup/books.tar
docker unpause clerk
