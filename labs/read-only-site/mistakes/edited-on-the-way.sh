# fails filled with file-differs
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets busybox:1.37 sh -c 'mkdir /assets/times && cp /site/*.* /assets/ && sed s/07:10/07:20/ /site/times/weekday.txt > /assets/times/weekday.txt'
