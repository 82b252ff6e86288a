# fails volume with world-writable
# task volume
sed -i '/^USER/i RUN mkdir /data \&\& chmod 777 /data' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker run -d --name ledger -v books:/data ledger
