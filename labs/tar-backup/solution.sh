# task archive read-only still proved
mkdir -p ~/backup
docker run --rm -v books:/books:ro busybox:1.37 ls -lan /books /books/ledger
docker pause clerk
docker run --rm -v books:/source:ro -v ~/backup:/backup busybox:1.37 tar -C /source -czf /backup/books.tar.gz .
docker unpause clerk
tar -tzvf ~/backup/books.tar.gz
(cd ~/backup && sha256sum books.tar.gz >books.tar.gz.sha256 && sha256sum -c books.tar.gz.sha256)
# task restored
docker volume rm books-restored
docker volume create books-restored
docker run --rm -v books-restored:/target -v ~/backup:/backup:ro busybox:1.37 tar -C /target -xzf /backup/books.tar.gz
