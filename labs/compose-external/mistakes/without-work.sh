# fails external with no-work
cd ~/monday
cat > compose.yaml <<'YAML'
services:
  press:
    image: busybox:1.37
    init: true
    command: sleep infinity
    volumes:
      - archive:/archive
volumes:
  work:
  archive:
    external: true
YAML
docker compose up -d
