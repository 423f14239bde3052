# Writes the ```sh blocks of a Markdown file as one shell script, each command behind a call of `say`
# with its line. Behind a block that starts a server comes `await_server`.
/^```sh$/ { inside = 1; starts = 0; next }
/^```$/ && inside { inside = 0; if (starts) print "await_server"; next }
inside && /^assayd .*&$|^assayd &$/ { starts = 1 }
inside { line = $0; gsub(/\047/, "\047\\\047\047", line); print "say \047" FILENAME ":" FNR ": " line "\047"; print }
