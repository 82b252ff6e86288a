# fails keys with on-disk
mkdir keys
# task keys
docker run -d --name keys -v ./keys:/keys busybox:1.37 sh -c 'head -c 32 /dev/urandom | md5sum > /keys/session; sleep infinity'
