# fails settings with writable
# task settings
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
