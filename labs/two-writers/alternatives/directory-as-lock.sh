# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
until mkdir /data/selling 2>/dev/null; do sleep 0.01; done
trap 'rmdir /data/selling' EXIT
sold=$(cat /data/sold)
echo $((sold + 1)) >/data/new
mv /data/new /data/sold
END
cat ~/new >~/sell.sh
