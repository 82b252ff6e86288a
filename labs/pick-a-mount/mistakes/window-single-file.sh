# fails window with single-file
# task window
docker run -d --name window -v ~/site/index.html:/site/index.html busybox:1.37 httpd -f -h /site
