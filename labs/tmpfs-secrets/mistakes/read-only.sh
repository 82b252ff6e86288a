# fails sessions with read-only
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733,readonly busybox:1.37 sleep infinity
