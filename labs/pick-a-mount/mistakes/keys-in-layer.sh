# fails keys with in-the-writable-layer
# task keys
docker run -d --name keys busybox:1.37 sh -c 'mkdir /keys; head -c 32 /dev/urandom | md5sum > /keys/session; sleep infinity'
