# One sale: reads how many tickets are sold, prints the next one, and writes the new number.
sold=$(cat /data/sold)
sleep 0.02 # the printer
# Beside the old file, and renamed: whoever reads finds a whole number.
echo $((sold + 1)) >"/data/new-$HOSTNAME"
mv "/data/new-$HOSTNAME" /data/sold
