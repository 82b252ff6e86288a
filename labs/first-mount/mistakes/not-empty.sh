# fails filled with not-filled
docker run --rm -v assets:/site busybox:1.37 touch /site/.keep
# task filled
docker build -q -t shop:1 ~/shop-1
docker run -d --name shop -v assets:/site shop:1
