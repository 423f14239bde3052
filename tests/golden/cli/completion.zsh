#compdef assay
# zsh completion for assay. Use: source <(assay completion zsh)
_assay() {
  local command=assay word
  local -a commands flags
  for word in ${words[2,CURRENT-1]}; do
    case "$command $word" in
      'assay experiments' | \
      'assay experiments list' | \
      'assay experiments show' | \
      'assay experiments create' | \
      'assay experiments update' | \
      'assay experiments delete' | \
      'assay experiments undelete' | \
      'assay runs' | \
      'assay runs list' | \
      'assay runs search' | \
      'assay runs show' | \
      'assay runs compare' | \
      'assay runs watch' | \
      'assay runs tag' | \
      'assay runs finish' | \
      'assay runs delete' | \
      'assay runs undelete' | \
      'assay metrics' | \
      'assay metrics table' | \
      'assay metrics plot' | \
      'assay metrics export' | \
      'assay artifacts' | \
      'assay artifacts list' | \
      'assay hash' | \
      'assay spool' | \
      'assay spool list' | \
      'assay spool push' | \
      'assay expr' | \
      'assay expr check' | \
      'assay expr eval' | \
      'assay workspaces' | \
      'assay workspaces list' | \
      'assay workspaces create' | \
      'assay completion' | \
      'assay completion bash' | \
      'assay completion zsh' | \
      'assay completion fish' | \
      'assay version')
        command+=" $word" ;;
    esac
  done
  case ${words[CURRENT-1]} in
    --color) compadd auto always never; return ;;
    --status) compadd finished failed killed; return ;;
    --delete | --description | --dir | --experiment | --height | --key | --limit | --max-step | --min-step | --name | --order-by | --prefix | --server | --threads | --timeout | --variables | --width | --workspace) _files; return ;;
  esac
  case $command in
    'assay')
      commands=('experiments:Groups of runs that belong together'
                'runs:Executions that logged'
                'metrics:What was measured, step by step'
                'artifacts:Files and datasets that runs read and wrote'
                'hash:Digests of files and directories'
                'spool:What programs logged and could not deliver'
                'expr:The expression language of filters and rules'
                'workspaces:What holds everything that one team names'
                'completion:Scripts that complete commands in a shell'
                'version:The version of this program')
      flags=('--help:Print this help message and exit'
             '--version:Display program version information and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments')
      commands=('list:Experiments, newest first'
                'show:One experiment'
                'create:Make an experiment'
                'update:Change its name or description'
                'delete:Hide it and refuse new runs, until undeleted'
                'undelete:Bring it back')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--deleted:Deleted ones, too'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments create')
      commands=()
      flags=('--help:Print this help message and exit'
             '--description:What it is about'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments update')
      commands=()
      flags=('--help:Print this help message and exit'
             '--name:Its new name'
             '--description:Its new description'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments delete')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay experiments undelete')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs')
      commands=('list:Runs, newest first'
                'search:Runs that match a filter'
                'show:All that is known of a run'
                'compare:What differs between runs'
                'watch:A run as it goes on, to its end; fails when the run does'
                'tag:Set and delete tags'
                'finish:End a run whose program is gone'
                'delete:Hide runs, until they are undeleted'
                'undelete:Bring runs back, by id')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Only of this one; may be repeated'
             '--order-by:For example '\''metrics.auc desc'\'' (newest first)'
             '--limit:At most so many; 0 for all'
             '--deleted:Deleted ones, too'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs search')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Only of this one; may be repeated'
             '--order-by:For example '\''metrics.auc desc'\'' (newest first)'
             '--limit:At most so many; 0 for all'
             '--deleted:Deleted ones, too'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the name is looked for'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs compare')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the names are looked for'
             '--all:Also in what they agree'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs watch')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the name is looked for'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs tag')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the name is looked for'
             '--delete:A key to delete; may be repeated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs finish')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the name is looked for'
             '--status:How it ended'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs delete')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the names are looked for'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay runs undelete')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the names are looked for'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay metrics')
      commands=('table:The metrics of a run in figures'
                'plot:Draw metrics over their steps'
                'export:All points as CSV; with --json a line each')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay metrics table')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the name is looked for'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay metrics plot')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the names are looked for'
             '--key:Only this metric; may be repeated'
             '--min-step:Only from this step on'
             '--max-step:Only up to this step'
             '--log:A logarithmic axis'
             '--height:Lines of the drawing'
             '--width:Columns of the plot (those of the terminal)'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay metrics export')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the names are looked for'
             '--key:Only this metric; may be repeated'
             '--min-step:Only from this step on'
             '--max-step:Only up to this step'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay artifacts')
      commands=('list:What a run read and wrote')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay artifacts list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--experiment:Where the name is looked for'
             '--inputs:Only what it read'
             '--outputs:Only what it wrote'
             '--prefix:Only files whose path begins so'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay hash')
      commands=()
      flags=('--help:Print this help message and exit'
             '--manifest:Print what a directory'\''s digest is computed from\: a line for each file'
             '--threads:Files that are read at a time (one for each core)'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay spool')
      commands=('list:What waits on this machine'
                'push:Deliver it')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay spool list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--dir:The spool'\''s folder (~/.local/share/assay/spool)'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay spool push')
      commands=()
      flags=('--help:Print this help message and exit'
             '--dir:The spool'\''s folder (~/.local/share/assay/spool)'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay expr')
      commands=('check:The type of an expression, or what is wrong with it'
                'eval:The value of an expression; exit code 1 when it is false')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay expr check')
      commands=()
      flags=('--help:Print this help message and exit'
             '--variables:A JSON object; @FILE reads it from a file, - from stdin'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay expr eval')
      commands=()
      flags=('--help:Print this help message and exit'
             '--variables:A JSON object; @FILE reads it from a file, - from stdin'
             '--explain:Also the facts behind the result'
             '--jsonl:Read lines {"expression"\: ..., "variables"\: {...}} from stdin and answer each with a line {"value"\: ...} or {"error"\: ...}'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay workspaces')
      commands=('list:All workspaces, by name'
                'create:Make a workspace')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay workspaces list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay workspaces create')
      commands=()
      flags=('--help:Print this help message and exit'
             '--description:What it is for'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay completion')
      commands=('bash:The script for bash; use\: source <(assay completion bash)'
                'zsh:The script for zsh; use\: source <(assay completion zsh)'
                'fish:The script for fish; use\: assay completion fish | source')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay completion bash')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay completion zsh')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay completion fish')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
  esac
  (( ${#commands} )) && _describe -t commands command commands
  if [[ ${words[CURRENT]} == -* ]]; then
    _describe -t options option flags
  elif (( ! ${#commands} )); then
    _files
  fi
}
if [ "$funcstack[1]" = "_assay" ]; then _assay "$@"; else compdef _assay assay; fi
