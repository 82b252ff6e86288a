# fails restored with not-running
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run --rm -v tickets-new-data:/data -v ~/backup:/backup:ro redis:8 sh -c '
  mkdir /data/appendonlydir
  head -c 9000 /backup/tickets.rdb > /data/appendonlydir/appendonly.aof.1.base.rdb
  echo "file appendonly.aof.1.base.rdb seq 1 type b" > /data/appendonlydir/appendonly.aof.manifest'
docker run -d --name tickets-new -v tickets-new-data:/data redis:8 --appendonly yes
docker wait tickets-new
