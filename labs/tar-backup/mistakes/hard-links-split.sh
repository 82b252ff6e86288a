# fails proved with hard-link-lost
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim tar -C /source --hard-dereference -czf /backup/books.tar.gz .
docker unpause clerk
