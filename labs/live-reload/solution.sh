ask() { curl -s "http://$(docker inspect api --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'):3000/"; }
# task reload
# task settings
docker run -d --name api -v ~/api:/app -w /app -v ~/settings:/etc/api:ro node:20 node --watch server.js
until ask | grep -q 'old bakery'; do sleep 0.1; done
# task followed
sed -i 's/the old bakery/the new bakery/' ~/settings/settings.json
