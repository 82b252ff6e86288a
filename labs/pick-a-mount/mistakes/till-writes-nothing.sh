# fails till with nothing-written
# task till
docker run -d --name till -v sales:/sales busybox:1.37 sleep infinity
