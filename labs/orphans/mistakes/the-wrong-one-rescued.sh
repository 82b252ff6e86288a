# fails rescued with wrong-orphan
# task found
echo 4f1d8b62a97e03c5d48fb61207ac93e5586d20f7b1ce94a3720d5e8fc6913b2d >~/found.txt
# task rescued
docker run --rm -v b7c90ae1d3f24856907ce52b81fd34a60e9d7713c8f25ab490e6d21c5b38f07a:/from:ro -v bookings:/to busybox:1.37 cp -a /from/. /to/
