# fails proved with owner-differs
mkdir -p ~/backup
docker pause clerk
docker cp -a clerk:/books/. ~/copy
tar -C ~/copy -czf ~/backup/books.tar.gz .
docker unpause clerk
