# fails snapshot with through-a-terminal
mkdir -p ~/backup
docker exec tickets redis-cli save
docker exec -t tickets cat /data/dump.rdb > ~/backup/tickets.rdb
