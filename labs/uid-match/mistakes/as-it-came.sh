# fails volume with denied
# task volume
docker build -q -t ledger ~/ledger
docker run --name ledger -v books:/data ledger
