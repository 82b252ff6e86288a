#!/bin/sh
# Runs what is in /docker-entrypoint.d, in order of name, before nginx itself: *.envsh is read into this
# shell, *.sh is run if it may be. NGINX_ENTRYPOINT_QUIET_LOGS, set to anything, keeps it quiet.
set -e

say() {
  [ -n "${NGINX_ENTRYPOINT_QUIET_LOGS-}" ] || echo "$0: $*"
}

case ${1-} in
  nginx | nginx-debug)
    for file in /docker-entrypoint.d/*; do
      [ -f "$file" ] || continue
      case $file in
        *.envsh | *.sh)
          if [ ! -x "$file" ]; then
            say "Ignoring $file, not executable"
          elif [ "${file%.envsh}" != "$file" ]; then
            say "Sourcing $file"
            . "$file"
          else
            say "Launching $file"
            "$file"
          fi
          ;;
        *) say "Ignoring $file" ;;
      esac
    done
    say 'Configuration complete; ready for start up'
    ;;
esac

exec "$@"
