# fails snapshot with in-the-container
docker exec tickets redis-cli --rdb /tmp/tickets.rdb
