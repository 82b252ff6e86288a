# task till
docker run -d --name till -v sales:/sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
# task window
docker run -d --name window -v ~/site:/site busybox:1.37 httpd -f -h /site
# task keys
docker run -d --name keys --tmpfs /keys busybox:1.37 sh -c 'head -c 32 /dev/urandom | md5sum > /keys/session; sleep infinity'
