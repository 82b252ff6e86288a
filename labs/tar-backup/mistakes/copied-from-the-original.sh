# fails restored with content-differs
ledger=/var/lib/docker/volumes/books/_data/ledger/entries.csv
grown() { lines=$(wc -l <$ledger); until [ "$(wc -l <$ledger)" -ge $((lines + 3)) ]; do sleep 0.1; done; }
mkdir -p ~/backup
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
grown
docker volume rm books-restored
docker volume create books-restored
docker run --rm -v books:/source:ro -v books-restored:/target busybox:1.37 cp -a /source/. /target/
