# fails nowhere-else with not-a-key
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task nowhere-else
echo hunter2 | docker exec -i shop sh -c 'umask 077; cat > /run/secrets/api-key'
