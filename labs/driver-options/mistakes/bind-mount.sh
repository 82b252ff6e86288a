# fails directory with bind-mount
# task directory
docker run -d --name box -v /srv/photos:/photos busybox:1.37 sleep infinity
