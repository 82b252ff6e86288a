# fails bind with nothing-written
# task bind
chown 1500:1500 ~/reports
docker run -d --name printer -u 1500:1500 -v ~/reports:/out busybox:1.37 sleep infinity
