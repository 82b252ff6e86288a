# task directory
mkdir -p /srv/photos
docker volume create --opt type=none --opt o=bind --opt device=/srv/photos photos
docker run --rm -v photos:/photos busybox:1.37 sh -c 'echo sunrise > /photos/1.txt'
# task memory
docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=64m thumbs
# task mend
./make-reports.sh
docker run -d --name reader -v reports:/reports busybox:1.37 sleep infinity || docker rm reader
docker volume rm reports
docker volume create --opt type=none --opt o=bind --opt device=/srv/reports reports
docker run -d --name reader -v reports:/reports busybox:1.37 sleep infinity
