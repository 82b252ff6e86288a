# fails external with archive-read-only
cd ~/monday
cat > compose.yaml <<'YAML'
services:
  press:
    image: busybox:1.37
    init: true
    command: sleep infinity
    volumes:
      - work:/work
      - archive:/archive:ro
volumes:
  work:
  archive:
    external: true
YAML
docker compose up -d
