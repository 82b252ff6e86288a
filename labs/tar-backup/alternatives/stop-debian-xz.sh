mkdir -p ~/backup
docker stop clerk
docker run --rm --network none \
  --mount type=volume,source=books,target=/data,readonly \
  --mount type=bind,source=/root/backup,target=/out \
  debian:trixie-slim tar --numeric-owner --sort=name -C /data -cf /out/books.tar ./
xz -1 ~/backup/books.tar
docker start clerk
tar -tJf ~/backup/books.tar.xz >/dev/null
docker run --rm -v books-restored:/target debian:trixie-slim find /target -mindepth 1 -delete
xz -dc ~/backup/books.tar.xz | docker run --rm -i -v books-restored:/target debian:trixie-slim tar -C /target -xpf -
