# task find-the-write
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /note.txt'
docker diff notes
echo /note.txt > ~/answer.txt
# task survive-a-stop
docker stop -t 1 notes
docker start notes
docker exec notes cat /note.txt
# task lose-it
docker rm -f notes
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes ls /
# task keep-it
docker rm -f notes
docker run -d --name notes -v notes-data:/data busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /data/note.txt'
