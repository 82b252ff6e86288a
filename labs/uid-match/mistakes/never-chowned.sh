# fails volume with denied
# task volume
sed -i '/^USER/i RUN mkdir /data' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker run --name ledger -v books:/data ledger
