# fails settings with wrong-path
# task settings
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/settings:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
