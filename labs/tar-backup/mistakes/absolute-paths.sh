# fails archive with absolute-paths
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim tar -cPzf /backup/books.tar.gz /source
docker unpause clerk
