# fails directory with no-bind
# task directory
mkdir -p /srv/photos
docker volume create --opt type=none --opt device=/srv/photos photos
touch /srv/photos/1.txt
