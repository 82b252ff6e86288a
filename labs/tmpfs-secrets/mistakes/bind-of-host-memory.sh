# fails sessions with bind-mount
mkdir -m 1733 /dev/shm/sessions
docker run -d --name shop --user 1000:1000 -v /dev/shm/sessions:/sessions busybox:1.37 sleep infinity
