# fails snapshot with not-a-snapshot
mkdir -p ~/backup
docker exec tickets redis-cli --scan > ~/backup/tickets.rdb
