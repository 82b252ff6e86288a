cat > compose.yaml <<'YAML'
services:
  api:
    image: node:20
    container_name: api
    user: node
    working_dir: /srv/source
    command: node --watch server.js
    volumes:
      - ./api:/srv/source:ro
      - type: bind
        source: ./settings
        target: /etc/api
        read_only: true
YAML
docker compose up -d
until docker logs api | grep -q listening; do sleep 0.1; done
printf '{\n  "shop": "Rosa and daughters"\n}\n' > ~/settings/settings.json
