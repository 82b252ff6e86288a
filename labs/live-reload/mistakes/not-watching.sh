# fails reload with not-reloaded
# task reload
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api:ro node:20 node server.js
until docker logs api | grep -q listening; do sleep 0.1; done
