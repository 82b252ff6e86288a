# fails sessions with disk-volume
docker run -d --name shop --user 1000:1000 -v tmpfs:/sessions busybox:1.37 sleep infinity
