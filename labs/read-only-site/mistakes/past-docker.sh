# fails filled with no-job
# task filled
docker volume create assets
cp -R ~/site-1/. /var/lib/docker/volumes/assets/_data/
