# fails till with in-the-writable-layer
# task till
docker run -d --name till busybox:1.37 sh -c 'mkdir /sales; date >> /sales/log.txt; sleep infinity'
