# fails reload with single-file
# task reload
docker run -d --name api -v ~/api/server.js:/app/server.js -v ~/api/line.js:/app/line.js -w /app -v ~/settings:/etc/api:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
