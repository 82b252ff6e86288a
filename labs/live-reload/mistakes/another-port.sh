# fails reload with no-answer
# task reload
sed -i 's/listen(3000/listen(8080/' ~/api/server.js
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api:ro node:20 node --watch server.js
