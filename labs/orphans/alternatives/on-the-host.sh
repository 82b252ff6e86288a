# task found
grep -l '^309,' /var/lib/docker/volumes/*/_data/bookings.csv | cut -d / -f 6 >~/found.txt
# task rescued
docker volume create bookings
cp -a "/var/lib/docker/volumes/$(cat ~/found.txt)/_data/." "$(docker volume inspect bookings --format '{{.Mountpoint}}')/"
# task cleared
docker volume prune --force
