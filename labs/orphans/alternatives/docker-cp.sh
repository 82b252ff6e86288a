# task found
docker volume ls -q --filter dangling=true | while read -r name; do
  if docker run --rm -v "$name":/found:ro busybox:1.37 grep -q '^309,' /found/bookings.csv 2>/dev/null; then
    echo "$name" >~/found.txt
  fi
done
# task rescued
docker create --name from -v "$(cat ~/found.txt)":/data busybox:1.37
docker create --name to -v bookings:/data busybox:1.37
docker cp from:/data - | docker cp -a - to:/
docker rm from to
# task cleared
docker volume prune --force
