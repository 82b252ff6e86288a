# task till
docker volume create the-sales
docker run -d --name till --mount type=volume,source=the-sales,target=/sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
# task window
cd site
docker run -d --name window --mount type=bind,source="$PWD",target=/site,readonly busybox:1.37 httpd -f -h /site
# task keys
docker run -d --name keys --mount type=tmpfs,target=/keys,tmpfs-size=1m,tmpfs-mode=0700 busybox:1.37 sh -c 'head -c 32 /dev/urandom | md5sum > /keys/session; sleep infinity'
