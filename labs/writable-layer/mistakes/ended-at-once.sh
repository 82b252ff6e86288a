# fails find-the-write with not-running
docker run --name notes busybox:1.37 sh -c 'echo milk > /note.txt'
echo /note.txt > ~/answer.txt
