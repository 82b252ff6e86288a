# fails modules with modules-in-memory
# task modules
docker build -q -t shop ~/shop
docker run --name shop -v ~/shop:/app --tmpfs /app/node_modules shop
