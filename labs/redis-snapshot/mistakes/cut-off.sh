# fails restores with not-loadable
mkdir -p ~/backup
docker exec tickets redis-cli save
docker exec tickets cat /data/dump.rdb | head -c -400 > ~/backup/tickets.rdb
