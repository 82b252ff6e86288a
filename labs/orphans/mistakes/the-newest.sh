# fails found with another-list
# task found
echo 0e63f9a4c7d18b52096ae4d3f17b85c0d29e6a4871fb03c5e8d492b06a7f51cd >~/found.txt
