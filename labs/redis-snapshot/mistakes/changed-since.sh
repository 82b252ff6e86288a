# fails restores with content-differs
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker exec tickets redis-cli hset tour:4 guide 'Guide 1'
