# fails volume with runs-as-root
# task volume
sed -i '/^USER/d' ~/ledger/Dockerfile
docker build -q -t ledger ~/ledger
docker run -d --name ledger -v books:/data ledger
