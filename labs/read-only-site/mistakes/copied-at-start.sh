# fails updated with stale
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
# task updated
for name in web-1 web-2; do
  docker run -d --name $name -v assets:/assets:ro nginx:1.26 sh -c 'cp -R /assets/. /usr/share/nginx/html/ && exec nginx -g "daemon off;"'
done
docker run --rm -v ~/site-2:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
