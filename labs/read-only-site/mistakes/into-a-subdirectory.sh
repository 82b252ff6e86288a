# fails filled with in-a-subdirectory
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 cp -R /site /assets/
