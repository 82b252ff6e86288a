# fails database with not-a-volume
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret --tmpfs /var/lib/postgresql/data postgres:17
