# fails modules with source-copied
# task modules
docker build -q -t shop ~/shop
docker run -d --name shop shop
