# fails database with no-password
docker volume create orders
# task database
docker run -d --name db -v orders:/var/lib/postgresql/data postgres:17
sleep 1
