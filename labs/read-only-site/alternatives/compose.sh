# One file for the job and the servers; the job is in a profile, so that `up` leaves it out.
cat > compose.yaml <<'YAML'
name: ferry
services:
  publish:
    image: busybox:1.37
    profiles: [job]
    command: cp -a /site/. /assets/
    volumes:
      - ${EDITION}:/site:ro
      - assets:/assets
  web-1: &server
    image: nginx:1.26
    container_name: web-1
    volumes:
      - type: volume
        source: assets
        target: /usr/share/nginx/html
        read_only: true
  web-2:
    <<: *server
    container_name: web-2
volumes:
  assets:
    name: assets
YAML
# task filled
EDITION=./site-1 docker compose run --rm publish < /dev/null
EDITION=./site-1 docker compose up -d
EDITION=./site-2 docker compose run --rm publish < /dev/null
