# fails counted with sale-failed
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
exec 9>>/data/lock
flock --timeout soon 9 || exit 1
sold=$(cat /data/sold)
echo $((sold + 1)) >"/data/new-$HOSTNAME"
mv "/data/new-$HOSTNAME" /data/sold
END
cat ~/new >~/sell.sh
