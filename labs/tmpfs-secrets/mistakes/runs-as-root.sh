# fails sessions with runs-as-root
docker run -d --name shop --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 busybox:1.37 sleep infinity
