# fails restart with survives
docker run --rm -v kept:/kept busybox:1.37 chown 1000:1000 /kept
docker run -d --name shop --user 1000:1000 -v kept:/kept --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sh -c 'cp /kept/* /run/secrets/; trap "cp /run/secrets/* /kept/; exit" TERM; sleep infinity & wait'
# task restart
docker restart shop
