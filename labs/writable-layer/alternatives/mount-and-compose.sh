# task find-the-write
docker run -d --name notes busybox sh -c 'mkdir -p /srv/list; [ -e /srv/list/today ] || echo eggs > /srv/list/today; sleep infinity'
until docker diff notes | grep -q /srv/list/today; do sleep 0.2; done
docker diff notes | sed -n 's/^A \(.*today\)$/\1/p' > answer.txt
# task survive-a-stop
docker restart -t 1 notes
# task lose-it
docker stop -t 1 notes
docker rm notes
docker run -d --name notes busybox sleep infinity
# task keep-it
docker rm -f notes
mkdir -p shop
cat > shop/compose.yaml <<'END'
services:
  notes:
    image: busybox:1.37
    container_name: notes
    command: sleep infinity
    volumes:
      - type: volume
        source: list
        target: /srv/list
volumes:
  list: {}
END
docker compose -f shop/compose.yaml up -d
docker exec notes sh -c 'echo eggs > /srv/list/today'
