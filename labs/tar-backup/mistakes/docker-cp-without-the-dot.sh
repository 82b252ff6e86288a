# fails archive with wrong-root
mkdir -p ~/backup
docker pause clerk
docker cp -a clerk:/books - > ~/backup/books.tar
docker unpause clerk
