# fails nowhere-else with comes-back
# The command has it in base64.
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sh -c 'umask 077; echo NWIwZDdmNmUyMWM5NGEzOAo= | base64 -d > /run/secrets/api-key; sleep infinity'
