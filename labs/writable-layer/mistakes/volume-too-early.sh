# fails find-the-write with written-to-mount
docker run -d --name notes -v early:/data busybox:1.37 sleep infinity
docker exec notes sh -c 'echo milk > /data/note.txt'
echo /data/note.txt > ~/answer.txt
