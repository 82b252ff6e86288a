# fails external with archive-lost
cd ~/monday
docker volume rm archive
cat > compose.yaml <<'YAML'
services:
  press:
    image: busybox:1.37
    init: true
    command: sleep infinity
    volumes:
      - work:/work
      - archive:/archive
volumes:
  work:
  archive:
    external: true
YAML
docker volume create archive
docker compose up -d
