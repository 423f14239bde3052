# What the demos have in common; sourced behind common.sh.

# Tables fit the terminal, or a page when this is not one.
[[ -t 1 ]] || export COLUMNS=120

# show COMMAND...: prints a command, quoted as a user would type it, then its output.
show() {
  local line=${1##*/} word
  for word in "${@:2}"; do
    [[ $word =~ ^[A-Za-z0-9_./=:@-]+$ ]] || word=${word@Q}
    line+=" $word"
  done
  printf '\n$ %s\n' "$line"
  "$@"
}

# start_server BUILD_FOLDER DATA_FOLDER FLAG...: starts assayd on a free port, prints what it says, and sets
# `server` to its pid and ASSAY_SERVER to its address. It ends with the script.
start_server() {
  local line
  exec {server_output}< <(exec "$1/server/assayd" --data "$2" --listen 127.0.0.1:0 "${@:3}" \
    2>"$2.log")
  server=$!
  trap 'kill "$server" 2>/dev/null || true' EXIT
  while read -r -t 30 -u "$server_output" line; do
    echo "$line"
    [[ $line =~ (127\.0\.0\.1:[0-9]+) ]] || continue
    export ASSAY_SERVER=${BASH_REMATCH[1]}
    return
  done
  fail "the server did not start; $2.log says why"
}

# stop_server: asks it to end, waits until it has, and prints its last words.
stop_server() {
  kill -TERM "$server"
  wait "$server"
  cat <&"$server_output"
  trap - EXIT
}
