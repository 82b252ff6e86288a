# fails reload with not-reloaded
# task reload
docker run -d --name api -v ~/api:/source:ro -w /app -v ~/settings:/etc/api:ro node:20 sh -c 'cp -R /source/. /app/ && exec node --watch server.js'
until docker logs api | grep -q listening; do sleep 0.1; done
