# fails nowhere-else with in-shell-history
docker run -d --name shop --user 1000:1000 --mount type=tmpfs,target=/sessions,tmpfs-size=16m,tmpfs-mode=1733 --tmpfs /run/secrets:size=1m,mode=0700,uid=1000,gid=1000 busybox:1.37 sleep infinity
# task nowhere-else
key=$(openssl rand -hex 24)
docker exec shop sh -c "umask 077; echo $key > /run/secrets/api-key"
# What a shell with a terminal does by itself.
echo "docker exec shop sh -c 'umask 077; echo $key > /run/secrets/api-key'" >> .bash_history
