# fails restart with disk-volume
# task sessions
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task secrets
docker exec shop ls -ld /run/secrets
# task restart
docker rm -f shop
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 -v kept:/run/secrets busybox:1.37 sleep infinity
docker restart -t 1 shop
