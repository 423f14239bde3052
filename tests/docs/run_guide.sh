#!/usr/bin/env bash
# run_guide.sh GUIDE BUILD_FOLDER: runs the ```sh blocks of a guide, in order and as a reader would, in a
# folder that looks like the source tree with a release build. Fails with the first command that fails.
# The server is the real one, on a free port.
set -euo pipefail
guide=$(realpath "$1")
build=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
folder=$(mktemp -d)
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

mkdir -p "$folder/build" "$folder/scripts"
ln -s "$source/examples" "$folder/examples"
ln -s "$build" "$folder/build/release"
mkfifo "$folder/ready"
export HOME=$folder ASSAY_SPOOL_DIR=$folder/spool
unset ASSAY_SERVER ASSAY_WORKSPACE ASSAY_USER

# In place of the build: what it is asked for has to be there, or the guide asks for too little.
cat >"$folder/scripts/build" <<'BUILD'
#!/usr/bin/env bash
[[ $1 == release ]] || exit 1
for target in "${@:2}"; do
  ls build/release/{server,cli,examples}/"$target" 2>/dev/null | grep -q . || {
    echo "there is no program $target"
    exit 1
  }
done
BUILD
chmod +x "$folder/scripts/build"

say() { echo "$*"; }
assayd() { command assayd --listen 127.0.0.1:0 "$@" >ready 2>assayd.log; }
await_server() {
  server=$!
  exec {server_output}<ready
  local line
  read -r line <&"$server_output" || { cat assayd.log; return 1; }
  [[ $line =~ (127\.0\.0\.1:[0-9]+) ]]
  export ASSAY_SERVER=${BASH_REMATCH[1]}
}

awk -f "$here/commands.awk" "$guide" >"$folder/commands.sh"
[[ -s $folder/commands.sh ]] || { echo "$guide has no commands"; exit 1; }
cd "$folder"
source commands.sh
