cd ~/monday
sed -i -e '/container_name/d' -e 's/name: archive/external: true/' compose.yaml
# task external
cd ~/monday
docker compose -p monday up -d
mkdir ~/tuesday && cp compose.yaml ~/tuesday/
# task both
cd ~/monday
COMPOSE_PROJECT_NAME=tuesday docker compose -f ~/tuesday/compose.yaml up -d
# task down
cd ~/monday
docker run --rm -v archive:/archive busybox:1.37 sh -c 'echo "Late edition." > /archive/late.txt'
docker compose -p monday down --volumes -t 1
