# fails settings with not-the-settings
# task settings
docker run --rm -v ~/settings:/from:ro -v settings:/to busybox:1.37 cp -R /from/. /to/
docker run -d --name api -v ~/api:/app -w /app -v settings:/etc/api:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
