mkdir -p ~/backup museum && cd museum
docker exec tickets redis-cli save
docker exec tickets cat /data/dump.rdb > ~/backup/tickets.rdb
compose() { cat > compose.yaml <<YAML
services:
  redis:
    image: redis:8
    container_name: tickets-new
    command: ["redis-server", "--appendonly", "$1"]
    volumes: [data:/data]
volumes:
  data:
YAML
}
compose no
docker compose create
docker cp --quiet ~/backup/tickets.rdb tickets-new:/data/dump.rdb
docker compose up -d
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
docker exec tickets-new redis-cli config set appendonly yes
until [ "$(docker exec tickets-new redis-cli info persistence | grep -cE '^aof_rewrite_(in_progress|scheduled):0')" = 2 ]; do sleep 0.2; done
compose yes
docker compose up -d
until docker exec tickets-new redis-cli ping | grep PONG; do sleep 0.2; done
