# fails restores with sequence-differs
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres library | grep -v setval > ~/backup/library.sql
docker exec library-db pg_dumpall -U postgres --roles-only > ~/backup/roles.sql
