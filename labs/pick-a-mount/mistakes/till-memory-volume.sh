# fails till with memory-volume
docker volume create --opt type=tmpfs --opt device=tmpfs sales
# task till
docker run -d --name till -v sales:/sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'
