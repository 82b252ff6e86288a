# fails memory with no-size
# task memory
docker volume create --opt type=tmpfs --opt device=tmpfs thumbs
