# fails database with wrong-path
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret -v orders:/var/lib/postgresql postgres:17
