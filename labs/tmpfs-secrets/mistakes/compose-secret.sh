# fails nowhere-else with mounted-from-disk
mkdir -p store && cd store
openssl rand -hex 24 > key
cat > compose.yaml <<'END'
services:
  shop:
    image: busybox:1.37
    container_name: shop
    user: "1000:1000"
    command: sleep infinity
    tmpfs:
      - /sessions:size=16m,mode=1733
      - /run/secrets:size=1m,mode=0700,uid=1000,gid=1000
    secrets:
      - api-key
secrets:
  api-key:
    file: ./key
END
docker compose up -d
