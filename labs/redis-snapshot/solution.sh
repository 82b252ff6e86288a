# task snapshot restores
mkdir -p ~/backup
docker exec tickets redis-cli bgsave
until docker exec tickets redis-cli info persistence | grep '^rdb_bgsave_in_progress:0'; do sleep 0.5; done
docker exec tickets redis-cli info persistence | grep '^rdb_last_bgsave_status:ok'
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
docker run --rm -v ~/backup:/backup:ro redis:8 redis-check-rdb /backup/tickets.rdb
# task restored
docker run --rm -v tickets-new-data:/data -v ~/backup:/backup:ro redis:8 cp /backup/tickets.rdb /data/dump.rdb
docker run -d --name tickets-new -v tickets-new-data:/data redis:8 --appendonly no
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
docker exec tickets-new redis-cli config set appendonly yes
until [ "$(docker exec tickets-new redis-cli info persistence | grep -cE '^aof_rewrite_(in_progress|scheduled):0')" = 2 ]; do sleep 0.2; done
docker stop tickets-new
docker rm tickets-new
docker run -d --name tickets-new -v tickets-new-data:/data redis:8 --appendonly yes
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
docker exec tickets-new redis-cli get today
