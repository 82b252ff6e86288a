# fails database with in-the-writable-layer
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret -e PGDATA=/data -v orders:/var/lib/postgresql/data postgres:17
