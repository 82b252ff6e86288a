# fails secrets with open-to-others
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0750,uid=1000,gid=1000 busybox:1.37 sleep infinity
