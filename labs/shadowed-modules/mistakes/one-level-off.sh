# fails modules with wrong-directory
# task modules
docker build -q -t shop ~/shop
docker run --name shop -v ~/shop/src:/app -v /app/node_modules shop
