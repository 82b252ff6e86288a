# The directory is Rosa's, and a file placed by COPY brings the owner of the mount point.
# task bind
chown 1500:1500 ~/reports
docker run -d --name printer --user 1500 --mount type=bind,source=$HOME/reports,target=/out busybox:1.37 sh -c 'date > /out/printed.txt && sleep infinity'
# task volume
mkdir ~/ledger/data
echo 'opened' > ~/ledger/data/opened
sed -i '/^USER/i COPY --chown=1700:1700 data /data' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker run -d --name ledger --mount type=volume,source=books,target=/data ledger
