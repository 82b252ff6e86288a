# fails external with archive-lost
cd ~/monday
docker compose up -d
docker compose down -v -t 1
