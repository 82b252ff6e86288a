# fails window with in-memory
# task window
docker run -d --name window --tmpfs /site busybox:1.37 httpd -f -h /site
