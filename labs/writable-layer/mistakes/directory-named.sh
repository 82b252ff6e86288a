# fails find-the-write with not-a-file
docker run -d --name notes busybox:1.37 sleep infinity
docker exec notes sh -c 'mkdir /lists && echo milk > /lists/today'
echo /lists > ~/answer.txt
