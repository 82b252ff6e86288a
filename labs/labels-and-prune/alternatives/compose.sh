cat >compose.yaml <<'YAML'
services:
  copy:
    image: busybox:1.37
    command: cp -a /from/invoices /from/portfolio /to
    volumes: ["/var/lib/docker/volumes:/from:ro", "./copies:/to"]
    profiles: [copy]
  back:
    image: busybox:1.37
    command: sh -c 'cp -a /from/invoices/_data/. /invoices/ && cp -a /from/portfolio/_data/. /portfolio/'
    volumes: ["./copies:/from:ro", "invoices:/invoices", "portfolio:/portfolio"]
    profiles: [back]
volumes:
  invoices: { name: invoices, labels: { keep: "yes" } }
  portfolio: { name: portfolio, labels: { keep: "yes" } }
YAML
# task labelled
docker compose run --rm -T copy </dev/null
docker volume rm invoices portfolio
docker compose run --rm -T back </dev/null
# task freed
docker system df -v
docker volume ls -q --filter dangling=true | while read -r name; do
  [ "$(docker volume inspect "$name" --format '{{.Labels.keep}}')" = yes ] || docker volume rm "$name"
done
# task shown
docker volume ls -q --filter label=keep=yes | grep -v uploads >~/kept.txt
