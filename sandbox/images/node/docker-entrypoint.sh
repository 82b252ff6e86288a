#!/bin/sh
# What begins with a dash, is no command, or is a file that cannot be run, is for node.
set -e
if [ "${1#-}" != "$1" ] || [ -z "$(command -v -- "$1")" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
  set -- node "$@"
fi
exec "$@"
