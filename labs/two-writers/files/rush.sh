# The evening of a premiere: two tills open at the same time, on one volume.
docker rm -f till-1 till-2 >/dev/null 2>&1
docker run --rm -v tickets:/data debian:trixie-slim sh -c 'rm -rf /data/open; mkdir /data/open'
for till in till-1 till-2; do
  docker run -d --name "$till" -v tickets:/data \
    -v ~/sell.sh:/sell.sh:ro -v ~/till.sh:/till.sh:ro debian:trixie-slim sh /till.sh
done
docker wait till-1 till-2
docker logs till-1
docker logs till-2
echo "sold in all:"
docker run --rm -v tickets:/data:ro -v ~/total.sh:/total.sh:ro debian:trixie-slim sh /total.sh
