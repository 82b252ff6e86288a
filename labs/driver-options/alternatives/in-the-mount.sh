# task directory
mkdir -p /srv/photos
docker run -d --name box --mount type=volume,source=photos,target=/p,volume-driver=local,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/srv/photos/ busybox:1.37 sleep infinity
docker exec box touch /p/a.jpg
# task memory
docker run -d --name cache --mount 'type=volume,source=thumbs,target=/t,volume-opt=type=tmpfs,volume-opt=device=tmpfs,"volume-opt=o=size=65536k,mode=1777"' busybox:1.37 sleep infinity
# task mend
./make-reports.sh
mv /srv/reports /srv/report
docker run -d --name reader -v reports:/reports busybox:1.37 sleep infinity
