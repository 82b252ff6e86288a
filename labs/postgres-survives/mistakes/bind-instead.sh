# fails database with bind-mount
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret -v ./orders:/var/lib/postgresql/data postgres:17
