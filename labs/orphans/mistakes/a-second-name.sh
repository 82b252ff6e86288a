# fails rescued with not-its-own
# task found
echo 4f1d8b62a97e03c5d48fb61207ac93e5586d20f7b1ce94a3720d5e8fc6913b2d >~/found.txt
# task rescued
docker volume create --opt type=none --opt o=bind --opt device="/var/lib/docker/volumes/$(cat ~/found.txt)/_data" bookings
