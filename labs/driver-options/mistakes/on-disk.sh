# fails memory with not-in-memory
# task memory
docker volume create thumbs
