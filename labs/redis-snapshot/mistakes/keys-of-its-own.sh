# fails restored with keys-extra
mkdir -p ~/backup
docker exec tickets redis-cli save
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run --rm -v tickets-new-data:/data -v ~/backup:/backup:ro redis:8 cp /backup/tickets.rdb /data/dump.rdb
docker run -d --name tickets-new -v tickets-new-data:/data redis:8
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
docker exec tickets-new redis-cli set test 1
docker exec tickets-new redis-cli config set appendonly yes
until [ "$(docker exec tickets-new redis-cli info persistence | grep -cE '^aof_rewrite_(in_progress|scheduled):0')" = 2 ]; do sleep 0.2; done
