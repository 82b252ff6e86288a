# fails proved with mode-differs
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim tar -C /source --mode=a+rX -czf /backup/books.tar.gz .
docker unpause clerk
