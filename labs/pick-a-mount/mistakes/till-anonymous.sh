# fails till with anonymous-volume
# task till
docker run -d --name till -v /sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
