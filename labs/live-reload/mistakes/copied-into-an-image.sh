# fails reload with copied
# task reload
printf 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "--watch", "server.js"]\n' > Dockerfile
docker build -q -t api -f Dockerfile ~/api
docker run -d --name api -v ~/settings:/etc/api:ro api
until docker logs api | grep -q listening; do sleep 0.1; done
