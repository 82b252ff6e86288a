cat > compose.yaml <<'YAML'
services:
  till:
    image: busybox:1.37
    container_name: till
    command: sh -c 'date >> /sales/log.txt; sleep infinity'
    volumes: ["sales:/sales"]
  window:
    image: busybox:1.37
    container_name: window
    command: httpd -f -h /site
    volumes: ["./site:/site:ro"]
  keys:
    image: busybox:1.37
    container_name: keys
    command: sh -c 'head -c 32 /dev/urandom | md5sum > /keys/session; sleep infinity'
    tmpfs: /keys
volumes:
  sales:
YAML
docker compose up -d
# task till
# task window
# task keys
