# Prints how many tickets are sold in all.
cat /data/sold
