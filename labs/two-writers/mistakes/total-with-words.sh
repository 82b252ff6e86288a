# fails counted with no-total
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
exec 9>>/data/lock
flock 9
echo $(($(cat /data/sold) + 1)) >/data/sold
END
cat ~/new >~/sell.sh
echo 'echo "sold: $(cat /data/sold)"' >~/total.sh
