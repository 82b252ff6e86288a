# fails restores with source-changed
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker exec tickets redis-cli flushall
