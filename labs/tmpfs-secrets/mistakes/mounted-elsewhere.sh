# fails sessions with other-path
docker run -d --name shop --user 1000:1000 --tmpfs /var/sessions:size=16m,mode=1733 busybox:1.37 sleep infinity
