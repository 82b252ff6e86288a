#!/bin/sh
# A configuration file, or a command of the registry's, is for the registry; any other command runs as it is.
set -e
case ${1-} in
  *.yaml | *.yml) set -- registry serve "$@" ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
