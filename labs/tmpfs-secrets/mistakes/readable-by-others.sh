# fails nowhere-else with readable-by-others
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task nowhere-else
openssl rand -hex 24 | docker exec -i shop sh -c 'cat > /run/secrets/api-key'
