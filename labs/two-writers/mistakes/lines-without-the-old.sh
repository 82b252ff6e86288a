# fails counted with sold-before-forgotten
# task seen
bash ~/rush.sh
# task counted
cat >~/new <<'END'
echo sold >>/data/tickets
END
cat ~/new >~/sell.sh
echo 'cat /data/tickets 2>/dev/null | wc -l' >~/total.sh
