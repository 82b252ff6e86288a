# fails window with wrong-directory
# task window
docker run -d --name window -v ./sites:/site busybox:1.37 httpd -f -h /site
