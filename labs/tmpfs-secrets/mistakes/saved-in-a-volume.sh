# fails nowhere-else with in-volume
docker run --rm -v kept:/kept busybox:1.37 chown 1000:1000 /kept
docker run -d --name shop --user 1000:1000 -v kept:/kept --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task nowhere-else
openssl rand -hex 24 | docker exec -i shop sh -c 'umask 077; cat > /run/secrets/api-key'
docker exec shop cp /run/secrets/api-key /kept/
