# What the scripts have in common; sourced, not run.
set -euo pipefail
script=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# say TEXT: a heading in the output.
say() { printf '\n== %s\n' "$*"; }

# fail TEXT: ends the script.
fail() {
  printf '%s: %s\n' "$(basename "$script")" "$*" >&2
  exit 1
}

# usage: the comment at the top of the script is its help.
usage() { awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$script"; }
