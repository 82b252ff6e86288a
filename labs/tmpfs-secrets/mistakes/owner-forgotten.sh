# fails secrets with not-the-owner
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --mount type=tmpfs,target=/run/secrets,tmpfs-size=1m,tmpfs-mode=0700 busybox:1.37 sleep infinity
