# fails secrets with changed-by-hand
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700 busybox:1.37 sleep infinity
docker exec -u 0 shop chown 1000:1000 /run/secrets
