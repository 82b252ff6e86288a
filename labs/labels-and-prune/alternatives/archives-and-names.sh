# task labelled
for name in invoices portfolio; do
  docker run --rm -v $name:/from:ro debian:trixie-slim tar -C /from --numeric-owner -cf - . >~/$name.tar
  docker volume rm $name
  docker volume create --label owner=ida --label keep=yes $name
  docker run --rm -i -v $name:/to debian:trixie-slim tar -C /to --numeric-owner -xf - <~/$name.tar
done
# task freed
docker volume prune --force
docker volume rm previews render-cache
# task shown
docker volume ls --filter label=keep=yes --filter dangling=true >~/kept.txt
