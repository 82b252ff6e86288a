# fails directory with directory-missing
# task directory
docker volume create --opt type=none --opt o=bind --opt device=/srv/photos photos
