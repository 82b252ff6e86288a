# fails archive with wrong-root
mkdir -p ~/backup
docker pause clerk
tar -C /var/lib/docker/volumes/books -czf ~/backup/books.tar.gz _data
docker unpause clerk
