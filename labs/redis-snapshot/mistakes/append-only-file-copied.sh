# fails snapshot with not-a-snapshot
mkdir -p ~/backup
docker exec tickets sh -c 'cat /data/appendonlydir/*.incr.aof' > ~/backup/tickets.rdb
