# task bind
chown -R 1500:1500 ~/reports
docker run -d --name printer -u 1500:1500 -v ~/reports:/out busybox:1.37 sh -c 'date > /out/printed.txt && sleep infinity'
# task volume
docker build -q -t ledger ~/ledger
docker run -d --name ledger -v books:/data ledger
docker logs ledger
docker rm -f ledger
docker volume rm books
sed -i '/^USER/i RUN mkdir /data \&\& chown ledger:ledger /data' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker run -d --name ledger -v books:/data ledger
