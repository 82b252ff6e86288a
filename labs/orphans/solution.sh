# task found
for name in $(docker volume ls -q --filter dangling=true); do
  last=$(docker run --rm -v "$name":/found:ro busybox:1.37 sh -c 'if [ -e /found/bookings.csv ]; then tail -n 1 /found/bookings.csv; fi')
  case $last in 309,*) echo "$name" >~/found.txt ;; esac
done
# task rescued
docker run --rm -v "$(cat ~/found.txt)":/from:ro -v bookings:/to busybox:1.37 cp -a /from/. /to/
# task cleared
docker volume prune --force
