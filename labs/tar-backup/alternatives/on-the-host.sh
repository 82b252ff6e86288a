mkdir -p ~/backup
docker pause clerk
tar -C "$(docker volume inspect books --format '{{.Mountpoint}}')" -cjf ~/backup/books.tar.bz2 .
docker unpause clerk
docker run --rm --mount type=volume,source=books,target=/mnt,readonly busybox:1.37 tar -C /mnt -cf /dev/null .
docker volume rm books-restored
docker volume create --label restored=yes books-restored
tar -C "$(docker volume inspect books-restored --format '{{.Mountpoint}}')" -xjf ~/backup/books.tar.bz2
