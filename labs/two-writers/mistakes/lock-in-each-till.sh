# fails counted with lock-useless
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
exec 9>>/tmp/lock
flock 9
sold=$(cat /data/sold)
sleep 0.02
echo $((sold + 1)) >"/data/new-$HOSTNAME"
mv "/data/new-$HOSTNAME" /data/sold
END
cat ~/new >~/sell.sh
