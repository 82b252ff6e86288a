#!/bin/sh
# Makes /etc/nginx/conf.d/NAME of each /etc/nginx/templates/NAME.template, with the variables of the
# environment filled in. nginx's own variables, such as $host, stay as they are.
set -e
templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
  echo "$0: error: $templates exists, but $output is not writable" >&2
  exit 0
fi
filter=${NGINX_ENVSUBST_FILTER-}
names=$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' | grep -E -- "$filter" | sed 's/.*/${&}/' | tr '\n' ' ')
find "$templates" -follow -type f -name "*$suffix" -print | while IFS= read -r template; do
  name=${template#"$templates/"}
  target=$output/${name%"$suffix"}
  mkdir -p "$(dirname "$target")"
  envsubst "$names" <"$template" >"$target"
done
