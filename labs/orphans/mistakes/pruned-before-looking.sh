# fails found with pruned-first
# task found
docker volume prune --force
