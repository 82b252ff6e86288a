# fails memory with wrong-size
# task memory
docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=64000000 thumbs
