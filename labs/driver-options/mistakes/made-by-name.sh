# fails mend with reports-missing
# task mend
./make-reports.sh
docker volume rm reports
docker run -d --name reader -v reports:/reports busybox:1.37 sleep infinity
