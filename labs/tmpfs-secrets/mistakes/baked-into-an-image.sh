# fails nowhere-else with another-image
# task sessions
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task secrets
docker exec shop ls -ld /run/secrets
# task nowhere-else
mkdir -p image && openssl rand -hex 24 > image/key
printf 'FROM busybox:1.37\nCOPY key /key\n' > image/Dockerfile
docker build -q -t shop image
docker rm -f shop
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 shop sh -c 'umask 077; cp /key /run/secrets/api-key; sleep infinity'
