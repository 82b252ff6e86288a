# fails counted with lock-useless
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
sold=$(cat /data/sold)
sleep 0.02
exec 9>>/data/lock
flock 9
echo $((sold + 1)) >"/data/new-$HOSTNAME"
mv "/data/new-$HOSTNAME" /data/sold
END
cat ~/new >~/sell.sh
