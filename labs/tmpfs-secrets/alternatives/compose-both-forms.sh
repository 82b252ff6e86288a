# task sessions
mkdir -p store && cd store
cat > compose.yaml <<'END'
services:
  shop:
    image: debian:trixie-slim
    container_name: shop
    user: "4711:4711"
    read_only: true
    init: true
    command: sleep infinity
    tmpfs:
      - /run/secrets:size=64k,mode=700,uid=4711,gid=4711
    volumes:
      - type: tmpfs
        target: /sessions
        tmpfs:
          size: 16m
          mode: 0o1733
END
docker compose up -d
# task restart
cd ~/store
docker compose restart
# task full
docker exec shop sh -c 'head -c 1G /dev/zero > /sessions/sess_1' || docker exec shop df -h /sessions
# task nowhere-else
head -c 24 /dev/urandom | base64 | docker exec -i shop sh -c 'cat > /run/secrets/api-key; chmod 400 /run/secrets/api-key'
