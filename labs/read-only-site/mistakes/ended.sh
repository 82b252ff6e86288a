# fails served with not-running
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
# task served
docker run --name web-1 -v assets:/usr/share/nginx/html:ro nginx:1.26 nginx -t
docker run --name web-2 -v assets:/usr/share/nginx/html:ro nginx:1.26 nginx -t
