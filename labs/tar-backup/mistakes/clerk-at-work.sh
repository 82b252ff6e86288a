# fails still with taken-while-writing
mkdir -p ~/backup
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
