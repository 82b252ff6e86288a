# fails reload with not-running
# task reload
docker run --name api -v ~/app:/app -w /app -v ~/settings:/etc/api:ro node:20 node server.js
