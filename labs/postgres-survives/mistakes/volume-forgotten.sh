# fails database with anonymous-volume
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret postgres:17
