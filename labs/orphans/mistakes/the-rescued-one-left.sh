# fails cleared with orphans-left
# task found
echo 4f1d8b62a97e03c5d48fb61207ac93e5586d20f7b1ce94a3720d5e8fc6913b2d >~/found.txt
# task rescued
docker run --rm -v "$(cat ~/found.txt)":/from:ro -v bookings:/to busybox:1.37 cp -a /from/. /to/
# task cleared
docker volume ls -q | grep -E '^(0e63|92d4|b7c9|f30b)' | xargs docker volume rm
