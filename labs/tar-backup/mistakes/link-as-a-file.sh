# fails proved with type-differs
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim sh -c 'cp -a /source /copy && rm /copy/latest && cp -a "/copy/receipts/third quarter.scan" /copy/latest && tar -C /copy -czf /backup/books.tar.gz .'
docker unpause clerk
