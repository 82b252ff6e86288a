# fails restores with keys-missing
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker exec tickets redis-cli set doors:north open
docker exec tickets redis-cli set tour:7 'by night'
