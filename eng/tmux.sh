#!/bin/bash
# A terminal for tests.
#
#   eng/tmux.sh ensure    install tmux with apt-get, unless it is there
set -euo pipefail

[ "${1:-}" = ensure ] || { echo "usage: eng/tmux.sh ensure" >&2; exit 2; }
if command -v tmux >/dev/null; then
  exit 0
fi

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

command -v apt-get >/dev/null || { echo "tmux: found neither tmux nor apt-get. Install tmux." >&2; exit 1; }
{ as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends tmux; } >&2 ||
  { echo "tmux: apt-get could not install it; see above." >&2; exit 1; }
