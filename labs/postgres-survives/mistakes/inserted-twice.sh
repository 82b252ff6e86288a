# fails rows with rows-differ
docker volume create orders
# task database
docker run -d --name db -e POSTGRES_PASSWORD=secret -v orders:/var/lib/postgresql/data postgres:17
until docker exec db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
# task rows
# In one transaction: between two the right rows would be there for a moment.
docker exec db psql -U postgres -c "create table parts (name text, stock int); insert into parts values ('bolt', 120), ('nut', 300), ('washer', 45); insert into parts values ('washer', 45)"
