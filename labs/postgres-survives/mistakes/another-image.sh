# fails database with wrong-image
docker volume create orders
# task database
docker run -d --name db -v orders:/var/lib/postgresql/data debian:trixie-slim sleep infinity
