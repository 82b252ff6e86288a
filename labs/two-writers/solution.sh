# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
exec 9>>/data/lock
flock 9
sold=$(cat /data/sold)
sleep 0.02
echo $((sold + 1)) >/data/sold
END
cat ~/new >~/sell.sh
bash ~/rush.sh
