# fails labelled with lost
# task labelled
docker volume prune --all --force
