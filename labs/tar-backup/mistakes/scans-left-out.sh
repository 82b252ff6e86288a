# fails proved with path-missing
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim tar -C /source --exclude='*.scan' -czf /backup/books.tar.gz .
docker unpause clerk
