# fails served with another-volume
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
# task served
docker run --rm -v ~/site-1:/site:ro -v assets-2:/assets busybox:1.37 cp -R /site/. /assets/
docker run -d --name web-1 -v assets:/usr/share/nginx/html:ro nginx:1.26
docker run -d --name web-2 -v assets-2:/usr/share/nginx/html:ro nginx:1.26
