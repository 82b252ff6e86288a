# fails labelled with another-label
# task labelled
for name in invoices portfolio; do
  docker run --rm -v $name:/from:ro -v waiting:/to busybox:1.37 cp -a /from/. /to/
  docker volume rm $name
  docker volume create --label keep=true $name
  docker run --rm -v waiting:/from:ro -v $name:/to busybox:1.37 cp -a /from/. /to/
  docker volume rm waiting
done
