#!/usr/bin/env bash
# Starts PostgreSQL, after having made a database cluster in $PGDATA if there is none:
#   POSTGRES_PASSWORD            password of the superuser; required unless the next one is "trust"
#   POSTGRES_HOST_AUTH_METHOD    how clients over TCP prove who they are
#   POSTGRES_USER, POSTGRES_DB   superuser (postgres) and first database (the user's name)
#   POSTGRES_INITDB_ARGS, POSTGRES_INITDB_WALDIR   passed to initdb
# The first three of POSTGRES_PASSWORD, _USER, _DB and POSTGRES_INITDB_ARGS may be given as NAME_FILE, a
# file to read the value from. Scripts in /docker-entrypoint-initdb.d run once, in order of name.
set -Eeuo pipefail

# Sets variable $1 from itself, from the file named by $1_FILE, or to $2.
from_environment() {
  local name=$1 file_name=$1_FILE value=${2-}
  if [ -n "${!name-}" ] && [ -n "${!file_name-}" ]; then
    echo >&2 "error: both $name and $file_name are set (but are exclusive)"
    exit 1
  fi
  if [ -n "${!name-}" ]; then
    value=${!name}
  elif [ -n "${!file_name-}" ]; then
    value=$(<"${!file_name}")
  fi
  export "$name=$value"
  unset "$file_name"
}

# Directories that the server needs, with its owner where this process may set it.
make_directories() {
  local user
  user=$(id -u)
  mkdir -p "$PGDATA" /var/run/postgresql || :
  chmod 700 "$PGDATA" || :
  chmod 3777 /var/run/postgresql || :
  if [ -n "${POSTGRES_INITDB_WALDIR-}" ]; then
    mkdir -p "$POSTGRES_INITDB_WALDIR"
    [ "$user" != 0 ] || find "$POSTGRES_INITDB_WALDIR" \! -user postgres -exec chown postgres '{}' +
    chmod 700 "$POSTGRES_INITDB_WALDIR"
  fi
  if [ "$user" = 0 ]; then
    find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
    find /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
  fi
}

require_password() {
  case ${POSTGRES_PASSWORD:+set}/${POSTGRES_HOST_AUTH_METHOD-} in
    /trust | set/trust)
      cat >&2 <<-'END'
	********************************************************************************
	WARNING: POSTGRES_HOST_AUTH_METHOD is "trust": anyone who reaches port 5432 can
	         read and change everything in this database, also from other containers.
	********************************************************************************
	END
      ;;
    /*)
      cat >&2 <<-'END'
	Error: Database is uninitialized and superuser password is not specified.
	       Set POSTGRES_PASSWORD to a non-empty value for the superuser, for example
	       with "-e POSTGRES_PASSWORD=password" on "docker run".

	       With "POSTGRES_HOST_AUTH_METHOD=trust" all connections are allowed without
	       a password. This is *not* recommended.
	END
      exit 1
      ;;
  esac
}

make_cluster() {
  local waldir=()
  # initdb wants to know the name of its user, who with `docker run --user` may have none.
  if ! getent passwd "$(id -u)" >/dev/null; then
    local wrapper
    for wrapper in /usr/lib/*/libnss_wrapper.so; do
      NSS_WRAPPER_PASSWD=$(mktemp) NSS_WRAPPER_GROUP=$(mktemp)
      export LD_PRELOAD=$wrapper NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
      printf 'postgres:x:%s:%s:PostgreSQL:%s:/bin/false\n' "$(id -u)" "$(id -g)" "$PGDATA" >"$NSS_WRAPPER_PASSWD"
      printf 'postgres:x:%s:\n' "$(id -g)" >"$NSS_WRAPPER_GROUP"
    done
  fi
  [ -z "${POSTGRES_INITDB_WALDIR-}" ] || waldir=(--waldir "$POSTGRES_INITDB_WALDIR")
  # POSTGRES_INITDB_ARGS is a piece of command line.
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") "${waldir[@]}" '"$POSTGRES_INITDB_ARGS"
  if [ -n "${NSS_WRAPPER_PASSWD-}" ]; then
    rm -f "$NSS_WRAPPER_PASSWD" "$NSS_WRAPPER_GROUP"
    unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
  fi
}

allow_hosts() {
  local method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption "$@")}
  {
    printf '\n'
    [ "$method" != trust ] || printf '# warning: trust lets anyone in without a password\n'
    printf 'host all all all %s\n' "$method"
  } >>"$PGDATA/pg_hba.conf"
}

# A server for the initialisation only: it listens on the socket, so that nobody on the network takes
# it for the real one.
start_temporary_server() {
  PGUSER=${PGUSER:-$POSTGRES_USER} NOTIFY_SOCKET='' \
    pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@" -c listen_addresses='' -p "${PGPORT:-5432}")" -w start
}
stop_temporary_server() {
  PGUSER=${PGUSER:-postgres} pg_ctl -D "$PGDATA" -m fast -w stop
}

run_sql() {
  local database=()
  [ -z "$POSTGRES_DB" ] || database=(--dbname "$POSTGRES_DB")
  PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --no-password "${database[@]}" "$@"
}

make_database() {
  local there
  there=$(POSTGRES_DB='' run_sql --dbname postgres --set db="$POSTGRES_DB" --tuples-only \
    <<<"SELECT 1 FROM pg_database WHERE datname = :'db';")
  if [ -z "$there" ]; then
    POSTGRES_DB='' run_sql --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
    printf '\n'
  fi
}

run_scripts() {
  local file
  printf '\n'
  for file; do
    case $file in
      *.sh)
        if [ -x "$file" ]; then
          printf '%s: running %s\n' "$0" "$file"
          "$file"
        else
          printf '%s: sourcing %s\n' "$0" "$file"
          . "$file"
        fi
        ;;
      *.sql) printf '%s: running %s\n' "$0" "$file"; run_sql -f "$file"; printf '\n' ;;
      *.sql.gz) printf '%s: running %s\n' "$0" "$file"; gunzip -c "$file" | run_sql; printf '\n' ;;
      *.sql.xz) printf '%s: running %s\n' "$0" "$file"; xzcat "$file" | run_sql; printf '\n' ;;
      *.sql.zst) printf '%s: running %s\n' "$0" "$file"; zstd -dc "$file" | run_sql; printf '\n' ;;
      *) printf '%s: ignoring %s\n' "$0" "$file" ;;
    esac
    printf '\n'
  done
}

# True when the arguments ask for information instead of a server.
only_asks() {
  local argument
  for argument; do
    case $argument in -'?' | --help | --describe-config | -V | --version) return 0 ;; esac
  done
  return 1
}

initialise() {
  ls /docker-entrypoint-initdb.d/ >/dev/null # an unreadable one is an error now, not after initdb
  make_cluster
  shift # "postgres"
  allow_hosts "$@"
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  start_temporary_server "$@"
  make_database
  shopt -s nullglob
  run_scripts /docker-entrypoint-initdb.d/*
  shopt -u nullglob
  stop_temporary_server
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

main() {
  [ "${1:0:1}" != - ] || set -- postgres "$@"
  if [ "$1" = postgres ] && ! only_asks "$@"; then
    make_directories
    if [ "$(id -u)" = 0 ]; then
      exec setpriv --reuid=postgres --regid=postgres --init-groups -- "${BASH_SOURCE[0]}" "$@"
    fi
    from_environment POSTGRES_PASSWORD
    from_environment POSTGRES_USER postgres
    from_environment POSTGRES_DB "$POSTGRES_USER"
    from_environment POSTGRES_INITDB_ARGS
    if [ -s "$PGDATA/PG_VERSION" ]; then
      printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
    else
      require_password
      initialise "$@"
    fi
  fi
  exec "$@"
}

main "$@"
