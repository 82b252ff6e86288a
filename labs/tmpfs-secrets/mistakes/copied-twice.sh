# fails nowhere-else with in-a-layer
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task nowhere-else
openssl rand -hex 24 > key
docker cp key shop:/run/secrets/api-key
docker exec -i shop sh -c 'umask 077; cat > /run/secrets/api-key' < key
rm key
