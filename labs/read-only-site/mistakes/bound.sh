# fails served with not-the-volume
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
# task served
docker run -d --name web-1 -v ~/site-1:/usr/share/nginx/html:ro nginx:1.26
docker run -d --name web-2 -v ~/site-1:/usr/share/nginx/html:ro nginx:1.26
