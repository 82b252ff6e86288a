# fails found with abbreviated
# task found
echo 4f1d8b62a97e >~/found.txt
