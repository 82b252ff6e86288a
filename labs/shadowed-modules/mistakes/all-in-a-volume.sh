# fails modules with source-in-volume
# task modules
docker build -q -t shop ~/shop
docker run -d --name shop -v shop:/app shop
