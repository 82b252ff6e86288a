# fails snapshot with not-of-tickets
mkdir -p ~/backup
docker run -d --name other redis:8
until docker exec other redis-cli ping | grep PONG; do sleep 0.2; done
docker exec other redis-cli save
docker cp --quiet other:/data/dump.rdb ~/backup/tickets.rdb
docker rm -fv other
