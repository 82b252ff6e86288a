# fails find-the-write with not-in-diff
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'echo "buy milk" > /note.txt'
echo /etc/passwd > ~/answer.txt
