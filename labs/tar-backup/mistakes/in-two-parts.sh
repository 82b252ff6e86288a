# fails still with taken-while-writing
ledger=/var/lib/docker/volumes/books/_data/ledger/entries.csv
grown() { lines=$(wc -l <$ledger); until [ "$(wc -l <$ledger)" -ge $((lines + 3)) ]; do sleep 0.1; done; }
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim tar -C /source --exclude=./ledger/totals.csv -cf /backup/books.tar .
docker unpause clerk
grown
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup debian:trixie-slim tar -C /source -rf /backup/books.tar ./ledger/totals.csv
docker unpause clerk
