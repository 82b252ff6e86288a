# fails external with another-archive
cd ~/monday
cat > compose.yaml <<'YAML'
services:
  press:
    image: busybox:1.37
    init: true
    command: sleep infinity
    volumes:
      - work:/work
      - ./archive:/archive
volumes:
  work:
  archive:
    external: true
YAML
docker compose up -d
