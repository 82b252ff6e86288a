# A museum's tickets in Redis, with the snapshot of last night in its volume, and what was sold since in memory and in
# the append-only file. The numbers on the tickets are made up by chance: nobody gets them back by running this again.
docker run -d --name tickets --restart unless-stopped -v tickets-data:/data redis:8 --appendonly yes --save '' >/dev/null
until docker exec tickets redis-cli ping 2>/dev/null | grep PONG >/dev/null; do sleep 0.1; done

# sold FROM TO: as many tickets, each with a number of its own.
sold() {
  openssl rand -hex $((($2 - $1 + 1) * 12)) | fold -w 24 | head -n $(($2 - $1 + 1)) |
    awk -v first="$1" '{ print "set ticket:" first + NR - 1 " " $1 }'
}
{
  sold 1 1500
  echo 'set today "13 March"'
  for group in 1 2 3 4 5 6; do
    echo "hset tour:$group guide \"Guide $group\" places $((RANDOM % 20)) language en"
    echo "zadd waiting $RANDOM \"family $group\""
  done
  echo 'rpush doors east west garden'
  echo 'save'
  # The day since.
  sold 1501 2000
  sold 1 100
  echo 'set today "14 March"'
  echo 'zrem waiting "family 2"'
  echo 'hset tour:3 guide "Guide 7"'
  # Who is at the till: in the second database, until the year 2100.
  echo 'select 1'
  for till in 1 2 3 4 5; do
    echo "set till:$till $RANDOM$RANDOM"
    echo "expireat till:$till 4102444800"
  done
  # As if there were a thousand times as much: 2 ms for each key, so a snapshot takes some seconds.
  echo 'config set rdb-key-save-delay 2000'
} | docker exec -i tickets redis-cli >/dev/null
