# fails keep-it with memory-volume
# task find-the-write
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /note.txt'
echo /note.txt > ~/answer.txt
# task survive-a-stop
docker stop -t 1 notes
docker start notes
# task lose-it
docker rm -f notes
docker run -d --name notes busybox:1.37 sleep infinity
# task keep-it
docker rm -f notes
docker volume create --opt type=tmpfs --opt device=tmpfs quick
docker run -d --name notes -v quick:/data busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /data/note.txt'
