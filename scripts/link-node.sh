#!/bin/sh
# After npm installed: has node_modules/.bin/node be the Node of this machine's package. npm before 11 links it, then takes the
# link away again together with the packages for other machines, which have a command of the same name.
set -eu
cd "${1:-$(dirname "$0")/..}/node_modules"
if [ ! -x .bin/node ]; then
  for node in node-*/bin/node; do
    [ -x "$node" ] || continue
    mkdir -p .bin
    ln -sf "../$node" .bin/node
  done
fi
[ ! -x .bin/node ] || .bin/node --version > /dev/null || {
  echo "the Node of this checkout does not start here; it needs libatomic (Debian: apt-get install libatomic1)" >&2; exit 1; }
