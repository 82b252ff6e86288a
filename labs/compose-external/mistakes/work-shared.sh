# fails both with work-shared
cd ~/monday
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
    name: work
  archive:
    external: true
YAML
docker compose up -d
cp -r ~/monday ~/tuesday
cd ~/tuesday && docker compose up -d
