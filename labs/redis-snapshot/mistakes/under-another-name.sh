# fails restored with nothing-loaded
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run --rm -v tickets-new-data:/data -v ~/backup:/backup:ro redis:8 cp /backup/tickets.rdb /data/
docker run -d --name tickets-new -v tickets-new-data:/data redis:8
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
