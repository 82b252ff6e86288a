# fails filled with writer-left
# task filled
docker run -d --name publisher -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 sleep infinity
docker exec publisher cp -R /site/. /assets/
