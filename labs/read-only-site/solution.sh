# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
docker run -d --name web-1 -v assets:/usr/share/nginx/html:ro nginx:1.26
docker run -d --name web-2 -v assets:/usr/share/nginx/html:ro nginx:1.26
docker run --rm -v ~/site-2:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
