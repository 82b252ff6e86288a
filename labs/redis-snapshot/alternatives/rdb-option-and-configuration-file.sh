mkdir -p ~/backup
docker exec tickets redis-cli --rdb /tmp/now.rdb
docker cp --quiet tickets:/tmp/now.rdb ~/backup/tickets.rdb
docker exec tickets rm /tmp/now.rdb
mkdir -p new && printf 'appendonly no\ndir /data\n' > new/redis.conf && chmod -R a+rwX new
docker run --rm -v tickets-new-data:/data -v ~/backup:/backup:ro redis:8 cp /backup/tickets.rdb /data/dump.rdb
docker run -d --name tickets-new -v tickets-new-data:/data -v ~/new:/etc/redis redis:8 /etc/redis/redis.conf
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
docker exec tickets-new redis-cli config set appendonly yes
until [ "$(docker exec tickets-new redis-cli info persistence | grep -cE '^aof_rewrite_(in_progress|scheduled):0')" = 2 ]; do sleep 0.2; done
docker rm -f tickets-new
printf 'appendonly yes\ndir /data\n' > new/redis.conf
docker run -d --name tickets-new -v tickets-new-data:/data -v ~/new:/etc/redis:ro redis:8 /etc/redis/redis.conf
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
