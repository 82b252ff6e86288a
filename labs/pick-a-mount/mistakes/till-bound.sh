# fails till with bind-mount
# task till
docker run -d --name till -v ./sales:/sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
