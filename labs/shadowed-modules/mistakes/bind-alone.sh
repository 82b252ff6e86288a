# fails modules with from-the-host
# task modules
docker build -q -t shop ~/shop
docker run --name shop -v ~/shop:/app shop
