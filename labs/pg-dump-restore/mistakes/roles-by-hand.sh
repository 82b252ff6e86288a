# fails restores with role-differs
until docker exec library-db pg_isready -q -h 127.0.0.1; do sleep 0.2; done
mkdir -p ~/backup
docker exec library-db pg_dump -U postgres -Fc library > ~/backup/library.dump
cat > ~/backup/roles.sql <<'SQL'
CREATE ROLE staff;
CREATE ROLE librarian LOGIN PASSWORD 'dewey-020';
CREATE ROLE frontdesk LOGIN PASSWORD 'please-be-quiet';
GRANT staff TO librarian, frontdesk;
SQL
