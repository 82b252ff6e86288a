# fails directory with wrong-device
# task directory
mkdir -p /srv/photo
docker volume create --opt type=none --opt o=bind --opt device=/srv/photo photos
docker run --rm -v photos:/photos busybox:1.37 touch /photos/1.txt
