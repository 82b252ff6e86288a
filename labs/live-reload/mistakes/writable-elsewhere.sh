# fails settings with writable
# task settings
docker run -d --name api -v ~:/home/me -w /home/me/api -v ~/settings:/etc/api:ro node:20 node --watch server.js
until docker logs api | grep -q listening; do sleep 0.1; done
