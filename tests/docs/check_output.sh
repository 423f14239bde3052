#!/usr/bin/env bash
# check_output.sh GUIDE BUILD_FOLDER [--update]: runs the commands of a guide and compares what they print
# with what the guide shows; --update writes the guide anew instead. A command is a line "$ ..." in a ```text
# block, or "<!-- $ ... -->" before a ```mermaid or ```dot block that shows all of its output.
#
# They run in a git repository with the examples' data, against a server of their own. What differs from run
# to run and from machine to machine (ids, digests, times, the machine) is not compared.
set -uo pipefail
guide=$(realpath "$1")
build=$(realpath "$2")
update=${3:-}
source=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
fail() {
  echo "$*" >&2
  exit 1
}

work=$folder/work
mkdir -p "$work/examples"
cp -r "$source/examples/data" "$work/examples/data"
export HOME=$folder ASSAY_SPOOL_DIR=$folder/spool ASSAY_CACHE_DIR=$folder/cache COLUMNS=100 LC_ALL=C.UTF-8
export TZ=UTC ASSAY_USER=ada PATH=$build/server:$build/cli:$build/examples:$PATH
unset ASSAY_WORKSPACE
cd "$work" || exit 1
printf 'data/\nmodels/\ncopies/\n*.sh\n' >.gitignore
git init -q -b main . && git add . &&
  GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' \
    git -c user.name=ada -c user.email=ada@example.org commit -q -m 'Add the data' &&
  git remote add origin https://example.org/breast-cancer.git || fail "git does not work"

exec {server_output}< <(exec assayd --data "$folder/data" --listen 127.0.0.1:0 2>"$folder/assayd.log")
server=$!
read -r -t 30 -u "$server_output" ready || fail "the server did not start: $(cat "$folder/assayd.log")"
[[ $ready =~ (127\.0\.0\.1:[0-9]+) ]]
export ASSAY_SERVER=${BASH_REMATCH[1]}

# run COMMAND: in this shell, so that `cd` and `$?` work as for a reader.
code=0
run() {
  (exit "$code")
  eval "$1" >"$folder/output" 2>&1
  code=$?
  cat "$folder/output" >&3
}

exec 3>"$folder/guide"
block='' pending='' skipping='' commands=0
while IFS= read -r line <&4 || [[ -n $line ]]; do
  if [[ -n $block && $line == '```' ]]; then
    block='' skipping=''
  elif [[ -z $block && $line == '```'* ]]; then
    block=${line#'```'}
    if [[ $block == mermaid || $block == dot ]] && [[ -n $pending ]]; then
      printf '%s\n' "$line" >&3
      run "$pending"
      pending='' skipping=yes commands=$((commands + 1))
      continue
    fi
  elif [[ -z $block && $line == '<!-- $ '*' -->' ]]; then
    pending=${line#'<!-- $ '}
    pending=${pending%' -->'}
  elif [[ $block == text && $line == '$ '* ]]; then
    printf '%s\n' "$line" >&3
    run "${line#'$ '}"
    skipping=yes commands=$((commands + 1))
    continue
  fi
  [[ -n $skipping ]] || printf '%s\n' "$line" >&3
done 4<"$guide"
exec 3>&-
((commands > 0)) || fail "$guide has no commands"

if [[ $update == --update ]]; then
  cp "$folder/guide" "$guide"
  exit
fi

# What is not compared. Columns move with what stands in them, so runs of blanks count as one.
normalize() {
  sed -E -e 's/[0-9a-f]{12,64}…?/#/g' -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:]{5,8})?/TIME/g' \
    -e 's/(sha256|run|env|content):[0-9a-f]*…/\1:#/g' -e 's/[0-9a-f]{4,11}…/#/g' \
    -e 's/^( *(architecture|client_version|compiler|cpu_count|cpu_model|hostname|kernel|memory_bytes|os)) .*/\1/' \
    -e 's/ +/ /g' "$1"
}
diff <(normalize "$guide") <(normalize "$folder/guide") && exit
fail "$guide shows other output. If the change is meant: $0 $1 $2 --update"
