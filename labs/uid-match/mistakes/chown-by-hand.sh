# fails volume with not-in-image
# task volume
docker build -q -t ledger ~/ledger
docker volume create books
docker run --rm -v books:/data busybox:1.37 chown 1700:1700 /data
docker run -d --name ledger -v books:/data ledger
