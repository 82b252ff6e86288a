# fails window with volume
# task window
docker run -d --name window -v site:/site busybox:1.37 httpd -f -h /site
