# fails till with wrong-path
# task till
docker run -d --name till -v sales:/data busybox:1.37 sh -c 'mkdir /sales; date >> /sales/log.txt; sleep infinity'
