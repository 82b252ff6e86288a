# task sessions
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 busybox:1.37 sleep infinity
# task secrets
docker rm -f shop
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task restart
docker exec shop sh -c 'echo "cart: 3" > /sessions/sess_4711; echo test > /run/secrets/test'
docker restart -t 1 shop
docker exec shop ls -A /run/secrets
# task full
docker exec shop dd if=/dev/zero of=/sessions/fill bs=1M || docker exec shop df -h /sessions
# task nowhere-else
openssl rand -hex 24 | docker exec -i shop sh -c 'umask 077; cat > /run/secrets/api-key'
