# fails full with no-size
# task sessions
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task full
docker rm -f shop
docker run -d --name shop --user 1000:1000 --tmpfs /sessions:mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
docker exec shop dd if=/dev/zero of=/sessions/fill bs=1M count=20
