# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
echo "$HOSTNAME" >>/data/tickets
END
cat ~/new >~/sell.sh
echo 'echo $(($(cat /data/sold) + $(cat /data/tickets 2>/dev/null | wc -l)))' >~/total.sh
