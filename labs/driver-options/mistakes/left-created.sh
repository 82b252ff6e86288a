# fails mend with not-running
# task mend
./make-reports.sh
docker create --name reader -v reports:/reports busybox:1.37 sleep infinity
docker start reader
mkdir /srv/report
