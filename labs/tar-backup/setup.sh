# The books of a shop in a volume, a clerk who writes in them all the time, the books of the year before, and
# what somebody left who tried to restore them. grade.ts knows what is in the first and the last of the three.
for volume in books books-2024 books-restored; do
  docker volume create "$volume" >/dev/null
done
volumes=/var/lib/docker/volumes

# bytes N COUNT: COUNT bytes that no compression makes smaller, the same ones each time.
bytes() {
  openssl enc -aes-128-ctr -K "$(printf '%032x' "$1")" -iv "$(printf '%032x' 0)" -in <(head -c "$2" /dev/zero)
}

cd $volumes/books/_data
mkdir -p .settings ledger receipts inbox
printf 'The books of the shop. The clerk writes in ledger, everything else is for reading.\n' >README.txt
printf 'owner:$6$q3Xw0$notarealhash\nclerk:$6$Zk1u7$neitheristhis\n' >.access
printf 'paper=A4\ntray=2\n' >.settings/printer.conf
bytes 1 2000000 >'receipts/first quarter.scan'
bytes 2 2000000 >'receipts/second quarter.scan'
bytes 3 2000000 >'receipts/third quarter.scan'
printf 'Tea, 12 kg\nPaper, 40 reams\n' >receipts/orders.txt
ln receipts/orders.txt orders.txt
ln -s 'receipts/third quarter.scan' latest
ln -s /usr/share/shop/logo.svg logo
for entry in 1 2 3; do
  printf '%s,%s,%s\n' $entry 0 $((entry * 100)) >>ledger/entries.csv
done
printf '1,100\n2,300\n3,600\n' >ledger/totals.csv
chown -R 1000:1000 ledger receipts .settings
chown -h 1000:50 receipts receipts/*.scan
chown 33:33 .access
chown 1000:1000 .
chown 1000:50 inbox
chmod 750 .
chmod 600 .access
chmod 700 .settings
chmod 2770 receipts
chmod 640 receipts/*.scan
chmod 1733 inbox

cd $volumes/books-2024/_data
mkdir ledger
printf '1,412300\n2,398750\n' >ledger/totals-2024.csv
printf 'Closed on 31 December 2024.\n' >README.txt

# An archive of the parent directory, unpacked halfway, and a file that no rm * would take.
cd $volumes/books-restored/_data
mkdir -p source/ledger .settings
printf '1,0,100\n' >source/ledger/entries.csv
printf 'paper=Letter\n' >.settings/printer.conf
printf 'restore began, then the disk was full\n' >.restore-log

# One entry is two lines in two files: what was sold, then what was sold in all. Told to stop, the clerk finishes
# the entry; started again, it completes one that was cut off, and goes on with the next number.
docker run -d --name clerk --user 1000:1000 --restart unless-stopped -v books:/books busybox:1.37 sh -c '
cd /books/ledger || exit
trap "closing=1" TERM
last() { tail -n 1 "$1" | cut -d , -f "$2"; }
number=$(last entries.csv 1) written=$(last totals.csv 1) total=$(last totals.csv 2)
if [ "$written" -lt "$number" ]; then
  total=$((total + $(last entries.csv 3)))
  echo "$number,$total" >>totals.csv
fi
while [ -z "$closing" ]; do
  number=$((number + 1)) cents=$((number * 7919 % 9000 + 100))
  total=$((total + cents))
  echo "$number,$EPOCHREALTIME,$cents" >>entries.csv
  echo "$number,$total" >>totals.csv
  sleep 0.2
done' >/dev/null
