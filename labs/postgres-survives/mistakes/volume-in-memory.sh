# fails volume with memory-volume
docker volume create --opt type=tmpfs --opt device=tmpfs orders
