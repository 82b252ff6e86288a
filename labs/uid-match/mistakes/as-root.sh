# fails bind with runs-as-root
# task bind
chown -R 1500:1500 ~/reports
docker run -d --name printer -v ~/reports:/out busybox:1.37 sh -c 'date > /out/printed.txt && sleep infinity'
