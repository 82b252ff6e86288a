# fails bind with denied
# task bind
docker run --name printer -u 1500:1500 -v ~/reports:/out busybox:1.37 sh -c 'date > /out/printed.txt && sleep infinity'
