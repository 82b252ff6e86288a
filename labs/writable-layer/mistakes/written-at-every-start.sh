# fails survive-a-stop with written-after-start
# task find-the-write
docker run -d --name notes busybox:1.37 sh -c 'echo "buy milk" > /note.txt; sleep infinity'
echo /note.txt > ~/answer.txt
# task survive-a-stop
docker restart -t 1 notes
sleep 0.3
