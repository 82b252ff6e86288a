# fails restored with anonymous-volume
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run -d --name tickets-new -v tickets-new-data:/var/lib/redis redis:8 --appendonly yes
