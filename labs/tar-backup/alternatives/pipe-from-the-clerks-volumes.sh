mkdir -p ~/backup
docker kill clerk
docker run --rm --volumes-from clerk:ro busybox:1.37 sh -c 'cd /books && tar -cf - .' | zstd -q > ~/backup/books.tar.zst
docker start clerk
zstd -qt ~/backup/books.tar.zst
docker run --rm -v books-restored:/target busybox:1.37 sh -c 'cd /target && rm -rf -- ..?* .[!.]* *'
zstd -qdc ~/backup/books.tar.zst | docker run -i --rm -v books-restored:/books busybox:1.37 tar -xpf - -C /books
