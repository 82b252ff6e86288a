# fails database with wrong-volume
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret -v oders:/var/lib/postgresql/data postgres:17
