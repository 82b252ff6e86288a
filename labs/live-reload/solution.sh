# task reload settings
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
# task followed
sed -i 's/the old bakery/the new bakery/' ~/settings/settings.json
