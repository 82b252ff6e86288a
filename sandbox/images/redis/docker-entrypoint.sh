#!/bin/sh
# Runs Redis in its directory as the user redis. What begins with a dash, or is a configuration file,
# is for redis-server; any other command runs as it is.
set -e

case ${1-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac

if [ "$1" = redis-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis '{}' +
    exec setpriv --reuid=redis --regid=redis --init-groups -- "$0" "$@"
  fi
  # What others in the container's group could read, they could copy.
  [ "$(umask)" != 0022 ] || umask 0077
  # The official image is built with protected mode off: other containers are let in without a password.
  # A configuration file or an argument that says otherwise comes later and counts.
  shift
  case ${1-} in
    - | -v | --version | -h | --help | --test-memory | --check-system) set -- redis-server "$@" ;;
    '' | --*) set -- redis-server --protected-mode no "$@" ;;
    *)
      file=$1
      shift
      if grep -qs '^[[:space:]]*protected-mode' "$file"; then
        set -- redis-server "$file" "$@"
      else
        set -- redis-server "$file" --protected-mode no "$@"
      fi
      ;;
  esac
fi

exec "$@"
