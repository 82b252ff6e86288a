# fails counted with tickets-lost
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
sold=$(cat /data/sold)
sleep 0.02
echo $((sold + 1)) >"/data/new-$HOSTNAME"
mv "/data/new-$HOSTNAME" /data/sold
sync
END
cat ~/new >~/sell.sh
