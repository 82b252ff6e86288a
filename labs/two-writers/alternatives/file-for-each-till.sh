# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
mine=/data/sold-$HOSTNAME
[ -e "$mine" ] || echo 0 >"$mine"
echo $(($(cat "$mine") + 1)) >"$mine"
END
cat ~/new >~/sell.sh
echo 'sum=0; for file in /data/sold*; do sum=$((sum + $(cat "$file"))); done; echo $sum' >~/total.sh
bash ~/rush.sh
