# fails restored with leftovers
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
docker run --rm -v books-restored:/target busybox:1.37 sh -c 'rm -rf /target/*'
docker run --rm -v books-restored:/target -v ~/backup:/backup:ro busybox:1.37 tar -C /target -xzf /backup/books.tar.gz
