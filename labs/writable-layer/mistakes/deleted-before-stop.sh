# fails survive-a-stop with file-missing
# task find-the-write
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /note.txt'
echo /note.txt > ~/answer.txt
# task survive-a-stop
docker exec notes rm /note.txt
docker restart -t 1 notes
