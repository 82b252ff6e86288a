# fails secrets with memory-volume
docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=1m,mode=0700,uid=1000,gid=1000 keys
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 -v keys:/run/secrets busybox:1.37 sleep infinity
docker run -d --name till --user 1000:1000 -v keys:/run/secrets busybox:1.37 sleep infinity
