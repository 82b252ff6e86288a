# fails served with not-where-it-reads
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
# task served
docker run -d --name web-1 -v assets:/var/www/html:ro nginx:1.26
docker run -d --name web-2 -v assets:/var/www/html:ro nginx:1.26
