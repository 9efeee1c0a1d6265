#!/bin/sh
# Builds the pages that the service serves and runs it on Lumen; what is given goes to `countersign serve --demo`. What a build says is shown
# only where it fails.
root=$(cd -P "$(dirname "$0")/.." && pwd)
node=$root/node_modules/.bin/node
[ -x "$node" ] || node=node
said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT
# The build that is at work ends with this.
trap 'kill -TERM "$build" 2>/dev/null; exit 143' TERM HUP
trap 'kill -TERM "$build" 2>/dev/null; exit 130' INT
[ ! -t 2 ] || printf 'building the pages' >&2
for page in web public; do
  (cd "$root/apps/$page" && exec "$node" build/build.ts) > "$said" 2>&1 &
  build=$!
  wait "$build" || {
    cat "$said" >&2
    echo "apps/$page cannot be built: run 'npm ci', then 'npm start' again" >&2
    exit 1
  }
done
[ ! -t 2 ] || printf '\r\033[K' >&2
rm -f "$said"
exec "$root/apps/cli/bin/countersign" serve --demo "$@"
