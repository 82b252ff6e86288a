# fails both with names-collide
cd ~/monday
cat > compose.yaml <<'YAML'
services:
  press:
    image: busybox:1.37
    container_name: press
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
docker compose up -d
cp -r ~/monday ~/tuesday
cd ~/tuesday && docker compose up -d || true
