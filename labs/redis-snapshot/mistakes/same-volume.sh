# fails restored with shared-volume
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
# Created only: a second server that writes in the volume would destroy it.
docker create --name tickets-new -v tickets-data:/data redis:8 --appendonly yes
