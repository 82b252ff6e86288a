# The second server takes over what the first has; the files come by tar and are renamed into place.
# task filled
tar -C ~/site-1 -c . | docker run -i --rm -v assets:/assets busybox:1.37 tar -C /assets -x
docker run -d --name web-1 -v assets:/usr/share/nginx/html:ro nginx:1.26
docker run -d --name web-2 --volumes-from web-1 nginx:1.26
tar -C ~/site-2 -c . | docker run -i --rm -v assets:/assets busybox:1.37 sh -c '
  mkdir /assets/.new && tar -C /assets/.new -x && cd /assets/.new &&
  find . -type f | while read -r each; do mv "$each" "/assets/$each"; done && rm -r /assets/.new'
