# fails counted with counted-twice
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
exec 9>>/data/lock
flock 9
echo sold >>/data/tickets
echo $(($(cat /data/sold) + 1)) >/data/sold
END
cat ~/new >~/sell.sh
echo 'echo $(($(cat /data/sold) + $(cat /data/tickets 2>/dev/null | wc -l)))' >~/total.sh
