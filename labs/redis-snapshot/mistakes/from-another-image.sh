# fails restored with wrong-image
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run -d --name tickets-new -v tickets-new-data:/data busybox:1.37 sleep infinity
