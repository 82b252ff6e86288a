# fails external with would-be-removed
cd ~/monday
docker compose up -d
