# fails till with not-running
# task till
docker run --name till -v sales:/sales busybox:1.37 sh -c 'date >> /sales/log.txt'
