# fails found with several-words
# task found
docker volume ls -q --filter dangling=true >~/names
mv ~/names ~/found.txt
