# fails mend with reports-missing
# task mend
./make-reports.sh
mkdir /srv/report
docker run -d --name reader -v reports:/reports busybox:1.37 sleep infinity
