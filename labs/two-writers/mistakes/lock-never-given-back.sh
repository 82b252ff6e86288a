# fails counted with stuck
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
until mkdir /data/selling 2>/dev/null; do sleep 0.1; done
sold=$(cat /data/sold)
echo $((sold + 1)) >/data/sold
END
cat ~/new >~/sell.sh
