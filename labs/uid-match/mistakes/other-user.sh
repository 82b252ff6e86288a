# fails volume with image-owner
# task volume
sed -i '/^USER/i RUN mkdir /data \&\& chown ledger:ledger /data' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker volume create books
docker run --rm -v books:/data busybox:1.37 sh -c 'touch /data/.keep && chown -R 1800:1800 /data'
docker run -d --name ledger -u 1800 -v books:/data ledger
