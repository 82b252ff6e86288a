# fails labelled with lost
# task labelled
for name in invoices portfolio; do
  docker volume rm $name
  docker volume create --label keep=yes $name
done
