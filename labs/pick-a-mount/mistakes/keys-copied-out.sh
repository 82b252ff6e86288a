# fails keys with found-on-disk
# task keys
docker run -d --name keys --tmpfs /keys busybox:1.37 sh -c 'head -c 32 /dev/urandom | md5sum > /keys/session; cp /keys/session /tmp/backup; sleep infinity'
