# fails followed with not-followed
# task followed
docker run -d --name api -v ~/api:/app -w /app -v ~/settings/settings.json:/etc/api/settings.json:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
echo '{ "shop": "the new bakery" }' > ~/settings/settings.json
