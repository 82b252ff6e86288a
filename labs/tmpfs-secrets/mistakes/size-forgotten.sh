# fails sessions with no-size
docker run -d --name shop --user 1000:1000 --tmpfs /sessions:mode=1733 busybox:1.37 sleep infinity
