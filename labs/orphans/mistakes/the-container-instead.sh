# fails found with no-such-volume
# task found
docker ps -q --filter name=portal >~/found.txt
