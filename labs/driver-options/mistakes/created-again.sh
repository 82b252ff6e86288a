# fails directory with no-options
# task directory
mkdir -p /srv/photos
docker volume create photos
docker volume create --opt type=none --opt o=bind --opt device=/srv/photos photos
docker run --rm -v photos:/photos busybox:1.37 touch /photos/1.txt
