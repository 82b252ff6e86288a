# fails memory with not-mountable
# task memory
docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=64MB thumbs
