# fails down with no-page
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
docker compose exec -T press sh -c 'echo page > /work/page.txt' </dev/null
docker compose down -v -t 1
