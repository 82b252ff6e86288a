# fails sessions with wrong-size
docker run -d --name shop --user 1000:1000 --tmpfs /sessions:size=16,mode=1733 busybox:1.37 sleep infinity
