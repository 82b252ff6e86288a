# fails directory with in-memory
# task directory
docker volume create --opt type=tmpfs --opt device=tmpfs photos
