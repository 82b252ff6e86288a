# The Docker host of a photographer's studio, full after two years: what is labelled, what should be, what is in use
# and what can go. The large files are holes: they count as full for Docker, and cost no time. original.ts knows it all.
volume() {
  docker volume create "$@" >/dev/null
  cd "/var/lib/docker/volumes/${!#}/_data"
}

volume --label keep=yes contracts
printf 'Wedding on 14 June, paid\n' >2024.txt
printf 'School photographs, 210 children\n' >2025.txt
chown -R 1000:1000 .
chmod 640 *.txt
chmod 750 .

volume --label keep=yes --label owner=ida negatives
printf 'film 1\n' >film-1.raw
printf 'film 2\n' >film-2.raw

volume --label keep=yes uploads
printf 'picture 17\n' >17.jpg
chown -R 1000:1000 .

volume invoices
printf '2025-003\n' >.next
printf 'School, 210 prints\n' >2025-001.txt
printf 'Ida, one frame\n' >2025-002.txt
chown -R 33:33 .
chmod 600 .next
chmod 700 .

volume portfolio
mkdir weddings
printf '<h1>Our best pictures</h1>\n' >index.html
printf 'picture 1\n' >weddings/1.jpg
chown -R 1000:1000 .

volume jobs
printf 'print 17.jpg twice\n' >queue.txt

volume --label keep=no previews
truncate -s 60M previews.bin
volume --label keep=no old-site
truncate -s 2M site.bin
volume render-cache
truncate -s 50M cache.bin
# An anonymous volume with a name that original.ts knows: the label is what makes one for the engine.
volume --label com.docker.volume.anonymous= c3a90f5e17b2d846f0e95a7c31d8b24690fe7ad5c81b3e2f4097d6a5b8e1c274
truncate -s 40M thumbs.bin

docker run --name printer -v jobs:/jobs busybox:1.37 true
docker run -d --name site -v uploads:/site:ro busybox:1.37 httpd -f -p 8080 -h /site >/dev/null
