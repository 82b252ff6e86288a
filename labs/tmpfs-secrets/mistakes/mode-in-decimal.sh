# fails sessions with wrong-mode
mkdir -p store && cd store
cat > compose.yaml <<'END'
services:
  shop:
    image: busybox:1.37
    container_name: shop
    user: "1000:1000"
    command: sleep infinity
    volumes:
      - type: tmpfs
        target: /sessions
        tmpfs:
          size: 16m
          mode: 1733
END
docker compose up -d
