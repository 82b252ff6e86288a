cat > compose.yaml <<'YAML'
services:
  box:
    image: busybox:1.37
    command: sh -c 'echo sunrise > /photos/1.txt; sleep infinity'
    volumes: ["photos:/photos", "thumbs:/thumbs"]
volumes:
  photos:
    name: photos
    driver_opts: { type: none, o: bind, device: /srv/photos }
  thumbs:
    name: thumbs
    driver_opts: { type: tmpfs, device: tmpfs, o: "size=67108864" }
YAML
mkdir -p /srv/photos
docker compose up -d
# task directory
# task memory
# task mend
./make-reports.sh
mkdir /srv/report
cp /srv/reports/* /srv/report/
docker run -d --name reader -v reports:/reports busybox:1.37 sleep infinity
