# fails reload with volume
# task reload
docker run --rm -v ~/api:/from:ro -v api:/app busybox:1.37 cp -R /from/. /app/
docker run -d --name api -v api:/app -w /app -v ~/settings:/etc/api:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
