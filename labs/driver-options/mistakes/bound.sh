# fails mend with not-the-volume
# task mend
./make-reports.sh
docker volume rm reports
docker volume create --opt type=none --opt o=bind --opt device=/srv/reports reports
docker run -d --name reader -v /srv/reports:/reports busybox:1.37 sleep infinity
