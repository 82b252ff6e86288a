# fails settings with could-write
# task settings
mkdir -p ~/settings/local
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api:ro --tmpfs /etc/api/local node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
