# fails lose-it with mounted
# task find-the-write
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /note.txt'
echo /note.txt > ~/answer.txt
# task survive-a-stop
docker stop -t 1 notes
docker start notes
# task lose-it
docker rm -f notes
docker run -d --name notes -v /root/answer.txt:/note.txt busybox:1.37 sleep infinity
