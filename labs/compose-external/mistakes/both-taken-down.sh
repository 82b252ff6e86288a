# fails down with tuesday-down
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
  archive:
    external: true
YAML
# task external
cd ~/monday
docker compose up -d
# task both
cd ~/monday
cp -r ~/monday ~/tuesday
cd ~/tuesday && docker compose up -d
# task down
cd ~/monday
docker compose exec -T press sh -c 'mkdir -p /archive/2026 && echo "Spring is late." > /archive/2026/front-page.txt' </dev/null
cd ~/tuesday && docker compose down -t 1; cd ~/monday
docker compose down -v -t 1
