# fails modules with not-in-the-image
# task modules
docker run --rm -v ~/shop:/app:ro -v modules:/target busybox:1.37 cp -R /app/vendor/banner-1 /target/banner
docker run -d --name shop -v ~/shop:/app -v modules:/app/node_modules -w /app node:20 node src/server.js
