# fails filled with job-read-only
# task filled
docker run --rm -v ~/site-1:/site:ro -v assets:/assets:ro busybox:1.37 cp -R /site/. /assets/
