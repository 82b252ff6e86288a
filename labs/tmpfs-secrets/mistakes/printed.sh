# fails nowhere-else with in-log
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sh -c 'umask 077; head -c 24 /dev/urandom | base64 | tee /run/secrets/api-key; sleep infinity'
