# fails volume with wrong-volume-name
docker volume create order
