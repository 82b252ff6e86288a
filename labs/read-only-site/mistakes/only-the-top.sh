# fails filled with file-missing
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 sh -c 'cp /site/* /assets/'
