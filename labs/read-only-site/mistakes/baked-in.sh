# fails served with baked-in
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site/. /assets/
# task served
printf 'FROM nginx:1.26\nCOPY . /usr/share/nginx/html\n' > Dockerfile
docker build -q -t ferry -f Dockerfile ~/site-1
docker run -d --name web-1 ferry
docker run -d --name web-2 ferry
