# fails database with not-running
docker volume create orders
# task database
docker run --name db -e POSTGRES_PASSWORD=secret -v orders:/var/lib/postgresql/data postgres:17 postgres --no-such-option
