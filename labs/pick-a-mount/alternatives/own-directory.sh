# A volume may be kept in a directory of one's own, and paths may end with a slash.
# task till
mkdir -p /srv/sales
docker volume create --opt type=none --opt o=bind --opt device=/srv/sales sales
docker run -d --name till -v sales:/sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
# task window
docker run -d --name window -v ~/site/:/site/ busybox:1.37 httpd -f -h /site
# task keys
docker run -d --name keys --tmpfs /keys:size=64k,mode=700 busybox:1.37 sh -c 'head -c 32 /dev/urandom | md5sum > /keys/session; sleep infinity'
