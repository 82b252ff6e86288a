# fails secrets with mode-forgotten
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,uid=1000,gid=1000 busybox:1.37 sleep infinity
docker exec shop chmod 700 /run/secrets
