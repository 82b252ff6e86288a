# fails proved with dotfiles-missing
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 sh -c 'cd /source && tar -czf /backup/books.tar.gz *'
docker unpause clerk
