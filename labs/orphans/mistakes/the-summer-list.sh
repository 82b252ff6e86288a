# fails found with another-list
# task found
echo b7c90ae1d3f24856907ce52b81fd34a60e9d7713c8f25ab490e6d21c5b38f07a >~/found.txt
