# task sessions
docker run -d --name shop --user nobody --cap-drop ALL --read-only --tmpfs /tmp --tmpfs /sessions/:size=16384k,mode=01733,noexec --tmpfs /run/secrets:size=1048576,mode=0700,uid=65534 -v catalogue:/catalogue busybox sleep infinity
# task restart
docker stop -t 1 shop
docker start shop
# task full
for number in 1 2 3 4 5 6; do docker exec shop dd if=/dev/zero of=/sessions/sess_$number bs=1M count=3 || break; done
# task nowhere-else
docker exec shop sh -c 'umask 077; head -c 32 /dev/urandom | base64 > /run/secrets/api-key'
