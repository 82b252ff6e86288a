# fails bind with world-writable
# task bind
chmod 777 ~/reports
docker run -d --name printer -u 1500:1500 -v ~/reports:/out busybox:1.37 sh -c 'date > /out/printed.txt && sleep infinity'
