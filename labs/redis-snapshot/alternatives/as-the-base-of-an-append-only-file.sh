mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker volume create second
docker run --rm -v second:/data -v ~/backup:/backup:ro redis:8 sh -c '
  mkdir /data/appendonlydir
  cp /backup/tickets.rdb /data/appendonlydir/appendonly.aof.1.base.rdb
  echo "file appendonly.aof.1.base.rdb seq 1 type b" > /data/appendonlydir/appendonly.aof.manifest'
docker run -d --name tickets-new --mount type=volume,source=second,target=/data redis:8 --appendonly yes
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
