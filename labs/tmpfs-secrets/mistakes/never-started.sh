# fails sessions with not-running
# Created only: one that ran for a moment might be seen in it.
docker create --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 busybox:1.37 sleep infinity
