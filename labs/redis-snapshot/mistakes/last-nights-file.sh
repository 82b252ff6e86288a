# fails snapshot with old-snapshot
mkdir -p ~/backup
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
