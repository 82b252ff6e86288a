# fails snapshot with empty-file
mkdir -p ~/backup
docker exec tickets redis-cli save
docker exec tickets cat /data/dumb.rdb > ~/backup/tickets.rdb
