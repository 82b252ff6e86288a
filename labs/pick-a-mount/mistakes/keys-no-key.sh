# fails keys with no-key
# task keys
docker run -d --name keys --tmpfs /keys busybox:1.37 sleep infinity
