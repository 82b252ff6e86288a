# An image with the source in it, as it would be shipped; in development the host's lies over that.
printf 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "--watch", "server.js"]\n' > Dockerfile
docker build -q -t api -f Dockerfile ~/api
docker run -d --name api \
  --mount type=bind,source=$HOME/api,target=/app \
  --mount type=bind,source=$HOME/settings,target=/etc/api,readonly \
  api
until docker logs api | grep -q listening; do sleep 0.1; done
sed 's/the old bakery/the late bakery/' ~/settings/settings.json > ~/settings/new.json
mv ~/settings/new.json ~/settings/settings.json
