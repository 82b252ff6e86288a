cd ~/monday
cat > compose.yaml <<'YAML'
services:
  press:
    image: busybox:1.37
    init: true
    command: ["sleep", "infinity"]
    volumes:
      - { type: volume, source: desk, target: /work }
      - { type: volume, source: pages, target: /archive }
volumes:
  desk:
    name: ${COMPOSE_PROJECT_NAME}-desk
  pages:
    external: true
    name: archive
YAML
# task external
cd ~/monday
docker compose up -d
mkdir ~/tuesday
cp compose.yaml ~/tuesday/docker-compose.yml
# task both
cd ~/monday
docker compose --project-directory ~/tuesday -f ~/tuesday/docker-compose.yml up -d
# task down
cd ~/monday
docker compose exec -T press cp /archive/2025/front-page.txt /archive/again.txt </dev/null
docker compose rm --stop --force
docker volume rm monday-desk
