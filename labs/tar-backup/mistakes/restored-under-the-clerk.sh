# fails proved with entries-lost
ledger=/var/lib/docker/volumes/books/_data/ledger/entries.csv
grown() { lines=$(wc -l <$ledger); until [ "$(wc -l <$ledger)" -ge $((lines + 3)) ]; do sleep 0.1; done; }
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
grown
docker run --rm -v books:/target -v ~/backup:/backup:ro busybox:1.37 tar -C /target -xzf /backup/books.tar.gz
grown
