# fails sessions with mode-forgotten
docker run -d --name shop --user 1000:1000 --tmpfs /sessions:size=16m busybox:1.37 sleep infinity
