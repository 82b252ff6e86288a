# fails modules with modules-empty
# task modules
docker build -q -t shop ~/shop
docker run --name shop -v ~/shop:/app --mount type=volume,target=/app/node_modules,volume-nocopy shop
