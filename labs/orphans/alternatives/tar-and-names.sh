# task found
for name in $(docker volume ls -q --filter dangling=true); do
  if docker run --rm -v "$name":/found:ro debian:trixie-slim grep -qs '^309,' /found/bookings.csv; then
    echo "$name" >~/found.txt
  fi
done
# task rescued
from=$(cat ~/found.txt)
docker volume create --label what=bookings bookings
docker run --rm --mount type=volume,source="$from",target=/from,readonly busybox:1.37 tar -C /from -cf - . |
  docker run --rm -i --mount type=volume,source=bookings,target=/to busybox:1.37 tar -C /to -xf -
# task cleared
docker volume ls -q --filter dangling=true | grep -E '^[0-9a-f]{64}$' | xargs docker volume rm
