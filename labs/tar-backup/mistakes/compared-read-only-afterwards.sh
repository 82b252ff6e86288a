# fails read-only with source-writable
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source -v ~/backup:/backup debian:trixie-slim tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup:ro debian:trixie-slim tar -C /source --diff -zf /backup/books.tar.gz
