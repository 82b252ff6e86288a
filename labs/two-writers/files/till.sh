# A till: waits until both are open, then sells fifty tickets.
touch "/data/open/$HOSTNAME"
until [ "$(ls /data/open | wc -l)" -ge 2 ]; do sleep 0.05; done
for sale in $(seq 50); do
  sh /sell.sh || exit
done
echo "sold 50"
