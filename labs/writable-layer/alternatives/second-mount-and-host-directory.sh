# task find-the-write
docker create --name notes --init busybox:1.37 sleep infinity
docker start notes
docker exec -i notes tee /tmp/list.txt <<'END'
eggs
bread
END
docker diff notes | grep list.txt > ~/answer.txt
# task survive-a-stop
docker kill notes
docker start notes
# task lose-it
docker rm -f notes
docker run -d --name notes --init busybox:1.37 sleep infinity
# task keep-it
docker rm -f notes
mkdir -p ~/lists
docker run -d --name notes --init -v settings:/etc/app --mount type=bind,source=/root/lists,target=/lists busybox:1.37 sleep infinity
docker exec -i notes tee /lists/list.txt <<'END'
eggs
bread
END
