# fails window with copied
docker create --name window busybox:1.37 httpd -f -h /site
docker cp site window:/site
# task window
docker start window
