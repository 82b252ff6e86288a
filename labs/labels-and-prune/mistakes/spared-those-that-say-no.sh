# fails freed with kept-lost
# task labelled
for name in invoices portfolio; do
  docker run --rm -v $name:/from:ro -v waiting:/to busybox:1.37 cp -a /from/. /to/
  docker volume rm $name
  docker volume create --label keep=yes $name
  docker run --rm -v waiting:/from:ro -v $name:/to busybox:1.37 cp -a /from/. /to/
  docker volume rm waiting
done
# task freed
docker volume prune --all --force --filter 'label!=keep=no'
