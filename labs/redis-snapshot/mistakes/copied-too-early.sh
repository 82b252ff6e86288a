# fails snapshot with old-snapshot
mkdir -p ~/backup
# A museum so large that the copy comes too early on the slowest machine, too.
docker exec tickets redis-cli config set rdb-key-save-delay 200000
docker exec tickets redis-cli bgsave
docker cp --quiet tickets:/data/dump.rdb ~/backup/tickets.rdb
