# fails restored with not-a-volume
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run -d --name tickets-new --tmpfs /data redis:8 --appendonly yes
