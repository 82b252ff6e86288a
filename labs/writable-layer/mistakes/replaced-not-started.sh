# fails survive-a-stop with replaced
# task find-the-write
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /note.txt'
echo /note.txt > ~/answer.txt
# task survive-a-stop
docker rm -f notes
docker run -d --name notes busybox:1.37 sleep infinity
