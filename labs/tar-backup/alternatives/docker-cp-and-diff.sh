mkdir -p ~/backup
docker pause clerk
docker cp -a clerk:/books/. - | gzip > ~/backup/books.tgz
docker unpause clerk
docker run --rm -v books:/books:ro -v ~/backup:/backup:ro debian:trixie-slim tar -C /books --diff -zf /backup/books.tgz || echo 'the ledger has grown'
docker volume rm books-restored
docker run --rm -v books-restored:/target -v ~/backup:/backup:ro debian:trixie-slim tar -C /target --numeric-owner -xzf /backup/books.tgz
