# fails till with in-memory
# task till
docker run -d --name till --tmpfs /sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
