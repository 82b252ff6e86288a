# fails database with not-running
docker volume create orders
# task database
# Created only: one that was started might answer for a moment before it is stopped.
docker create --name db -e POSTGRES_PASSWORD=secret -v orders:/var/lib/postgresql/data postgres:17
