# fails proved with owner-differs
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim sh -c 'cd /source && tar -czf /backup/books.tar.gz .[!.]* *'
docker unpause clerk
