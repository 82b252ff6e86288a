# fails restores with password-missing
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres -Fc library > ~/backup/library.dump
docker exec library-db pg_dumpall -U postgres --roles-only --no-role-passwords > ~/backup/roles.sql
