# fails followed with restarted
# task followed
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
docker stop -t 1 api
sed -i 's/the old bakery/the new bakery/' ~/settings/settings.json
docker start api
