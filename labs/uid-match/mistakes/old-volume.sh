# fails volume with denied
# task volume
docker run --rm -v books:/data busybox:1.37 touch /data/.keep
sed -i '/^USER/i RUN mkdir /data \&\& chown ledger:ledger /data' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker run --name ledger -v books:/data ledger
