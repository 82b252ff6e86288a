# A guest house's Docker host after a year of `docker rm -f desk && docker run -d --name desk -v /data …`: orphans,
# one of which has what is wanted; volumes in use; and a named volume that nobody uses at the moment.
# Anonymous volumes with names of our own, so that original.ts knows them: the label is what makes one for the engine.
orphan() {
  docker volume create --label com.docker.volume.anonymous= "$1" >/dev/null
  cd "/var/lib/docker/volumes/$1/_data"
}

# bookings LAST: the list up to a number.
bookings() {
  echo 'number,room,name,nights'
  seq 1 "$1" | awk '{
    split("Abara Brandt Castell Dufour Eriksen Fontana Gruber Hoxha Ionescu Jansen Lindqvist", names, " ")
    printf "%d,%d,%s,%d\n", $1, $1 * 7 % 23 + 1, names[$1 % 11 + 1], $1 * 5 % 6 + 1 }'
}

# desk LAST: what the program leaves in its volume, as the users it runs as.
desk() {
  mkdir -p .sent guests uploads
  bookings "$1" >bookings.csv
  printf '4471\n' >.pin
  printf 'Confirmations sent up to number %s\n' "$1" >.sent/log.txt
  printf 'Number %s arrives late and brings a dog.\n' "$1" >"guests/$1.txt"
  printf 'scan of the passport of number %s\n' "$1" >"uploads/$1.scan"
  ln -s "guests/$1.txt" latest
  chown -R 1000:1000 .
  chown -R 33:33 uploads
  chown -R 1000:50 guests
  chown -h 0:0 latest
  chmod 750 .
  chmod 600 .pin
  chmod 700 .sent
  chmod 640 bookings.csv guests/*
  chmod 2770 guests
}

orphan b7c90ae1d3f24856907ce52b81fd34a60e9d7713c8f25ab490e6d21c5b38f07a
desk 214
orphan 4f1d8b62a97e03c5d48fb61207ac93e5586d20f7b1ce94a3720d5e8fc6913b2d
desk 309
# That of last night: begun, and nothing in it yet.
orphan 0e63f9a4c7d18b52096ae4d3f17b85c0d29e6a4871fb03c5e8d492b06a7f51cd
bookings 0 >bookings.csv
chown -R 1000:1000 .
chmod 750 .

orphan f30b75d92ec648a1b7e0d4f3896c1a52e74d0b9f68c32a517de08f46b91c5e3a
mkdir cache
for room in 1 2 3 4 5 6 7 8 9; do printf 'thumbnail of room %s\n' $room >cache/room-$room.jpg; done
orphan 92d4e1f07b6a38c5e29f40d781b3c6a5904ed2f71c8b56a3d0e7f924b85a1c60

docker volume create accounts >/dev/null
printf 'January to October, for the tax office\n' >/var/lib/docker/volumes/accounts/_data/year.csv

docker run --name year-end -v /closing busybox:1.37 sh -c 'echo "closed: 412300" >/closing/closing-2024.csv' >/dev/null
docker run -d --name portal -v /www busybox:1.37 \
  sh -c 'echo "<h1>Our guests surf for free</h1>" >/www/index.html; exec httpd -f -p 8080 -h /www' >/dev/null
