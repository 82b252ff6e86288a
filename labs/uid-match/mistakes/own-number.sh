# fails bind with not-rosas
# task bind
chown -R 1000:1000 ~/reports
docker run -d --name printer -u 1000:1000 -v ~/reports:/out busybox:1.37 sh -c 'date > /out/printed.txt && sleep infinity'
