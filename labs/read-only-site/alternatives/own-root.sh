# The servers read from a path of their own, and the job is a container that never runs.
cat > site.conf <<'CONF'
server {
  listen 80;
  root /srv/ferry;
}
CONF
# task filled
docker volume create assets
docker create --name carrier --mount type=volume,source=assets,target=/to busybox:1.37 true
docker cp ~/site-1/. carrier:/to
docker rm carrier
for name in web-1 web-2; do
  docker run -d --name $name \
    --mount type=volume,source=assets,target=/srv/ferry,readonly \
    --mount type=bind,source=$HOME/site.conf,target=/etc/nginx/conf.d/default.conf,readonly \
    nginx:1.26
done
docker create --name carrier --mount type=volume,source=assets,target=/to busybox:1.37 true
docker cp ~/site-2/. carrier:/to
docker rm carrier
