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
      'assay dataset' | \
      'assay dataset register' | \
      'assay dataset list' | \
      'assay dataset show' | \
      'assay dataset versions' | \
      'assay dataset diff' | \
      'assay lineage' | \
      'assay lineage trace' | \
      'assay lineage impact' | \
      'assay lineage path' | \
      'assay lineage stale' | \
      'assay lineage completeness' | \
      'assay whence' | \
      'assay verify' | \
      'assay compare' | \
      'assay reproduce' | \
      'assay hash' | \
      'assay model' | \
      'assay model create' | \
      'assay model list' | \
      'assay model show' | \
      'assay model update' | \
      'assay model delete' | \
      'assay model undelete' | \
      'assay contract' | \
      'assay contract show' | \
      'assay contract set' | \
      'assay contract check' | \
      'assay evaluation' | \
      'assay evaluation add' | \
      'assay evaluation list' | \
      'assay evaluation show' | \
      'assay evaluation recompute' | \
      'assay spool' | \
      'assay spool list' | \
      'assay spool push' | \
      'assay spool drop' | \
      'assay expr' | \
      'assay expr check' | \
      'assay expr eval' | \
      'assay workspaces' | \
      'assay workspaces list' | \
      'assay workspaces create' | \
      'assay policy' | \
      'assay policy lint' | \
      'assay policy publish' | \
      'assay policy list' | \
      'assay policy show' | \
      'assay policy diff' | \
      'assay policy simulate' | \
      'assay policy retire' | \
      'assay slot' | \
      'assay slot create' | \
      'assay slot list' | \
      'assay slot show' | \
      'assay slot bind' | \
      'assay slot unbind' | \
      'assay slot candidates' | \
      'assay slot enroll' | \
      'assay slot unenroll' | \
      'assay slot assess' | \
      'assay slot events' | \
      'assay slot sweep' | \
      'assay request' | \
      'assay request open' | \
      'assay request show' | \
      'assay request list' | \
      'assay request explain' | \
      'assay request assess' | \
      'assay request commit' | \
      'assay request cancel' | \
      'assay review' | \
      'assay review approve' | \
      'assay review reject' | \
      'assay decisions' | \
      'assay decisions list' | \
      'assay decisions show' | \
      'assay rollback' | \
      'assay withdraw' | \
      'assay recall' | \
      'assay override' | \
      'assay override promote' | \
      'assay override list' | \
      'assay override review' | \
      'assay champion' | \
      'assay explain' | \
      'assay replay' | \
      'assay watch' | \
      'assay watch slot' | \
      'assay flag' | \
      'assay flag set' | \
      'assay flag clear' | \
      'assay flag list' | \
      'assay check' | \
      'assay check record' | \
      'assay drift' | \
      'assay drift record' | \
      'assay login' | \
      'assay logout' | \
      'assay whoami' | \
      'assay principal' | \
      'assay principal create' | \
      'assay principal list' | \
      'assay principal deactivate' | \
      'assay role' | \
      'assay role grant' | \
      'assay role revoke' | \
      'assay role list' | \
      'assay token' | \
      'assay token create' | \
      'assay token list' | \
      'assay token revoke' | \
      'assay audit' | \
      'assay audit verify' | \
      'assay audit checkpoint' | \
      'assay audit list' | \
      'assay backup' | \
      'assay completion' | \
      'assay completion bash' | \
      'assay completion zsh' | \
      'assay completion fish' | \
      'assay version' | \
      'assay version register' | \
      'assay version list' | \
      'assay version show' | \
      'assay version label' | \
      'assay version alias' | \
      'assay version aliases')
        command+=" $word" ;;
    esac
  done
  case ${words[CURRENT-1]} in
    --color) compadd auto always never; return ;;
    --content) compadd FILE DIGEST; return ;;
    --format) compadd tree table mermaid dot; return ;;
    --kind) compadd person service; return ;;
    --labels) compadd FILE DIGEST; return ;;
    --mode) compadd enforce warn audit; return ;;
    --predictions) compadd FILE DIGEST; return ;;
    --scope) compadd read write govern admin; return ;;
    --status) compadd finished failed killed; return ;;
    --task) compadd binary multiclass regression; return ;;
    --algorithm | --artifact | --artifact-bytes | --as | --as-of | --at | --blocker | --comment | --contract | --count | --dataset | --delete | --delete-label | --depth | --derived-from | --description | --detail | --digest | --dir | --evaluator | --experiment | --expires | --field | --fine-tuned-from | --framework | --framework-version | --from | --height | --id | --id-column | --inputs | --justification | --key | --kinds | --label | --label-column | --last | --latency-p50-ms | --latency-p95-ms | --limit | --max-nodes | --max-step | --memory-mb | --metric | --min-step | --name | --only | --order-by | --outputs | --param | --parameter-count | --positive-label | --prediction-column | --prefix | --probability-column | --quality | --reason | --run | --samples | --score-column | --server | --since | --slice | --slots | --split | --subject | --threads | --timeout | --to | --tolerance | --uri | --variables | --version | --width | --workspace) _files; return ;;
  esac
  case $command in
    'assay')
      commands=('experiments:Groups of runs that belong together'
                'runs:Executions that logged'
                'metrics:What was measured, step by step'
                'artifacts:Files and datasets that runs read and wrote'
                'dataset:Datasets and their versions'
                'lineage:Where things came from, and what came of them'
                'whence:Which run made this file or directory'
                'verify:Whether a file still holds what was recorded'
                'compare:What differs between runs, or between model versions'
                'reproduce:Everything that is recorded to run it again'
                'hash:Digests of files and directories'
                'model:Names under which fitted models are registered'
                'contract:What the maker of a model version hands over'
                'evaluation:What was measured on model versions'
                'spool:What programs logged and could not deliver'
                'expr:The expression language of filters and rules'
                'workspaces:What holds everything that one team names'
                'policy:The rules that decide who serves'
                'slot:Use cases in environments, and who serves them'
                'request:Requests to make a candidate the champion'
                'review:Verdicts of people on requests'
                'decisions:What moved champions, refused to, or changed rules'
                'rollback:Make an earlier champion the champion again'
                'withdraw:Take a slot'\''s champion out of service'
                'recall:Take a model version out of all slots, for ever'
                'override:Promotions in spite of blockers'
                'champion:What a slot has in production, or had'
                'explain:An assessment, rule by rule'
                'replay:Assess again, and compare the bytes'
                'watch:Changes as they happen'
                'flag:Marks on model versions, as a legal hold'
                'check:Results of external checks'
                'drift:Drift of models in production'
                'login:Keep a token for a server'
                'logout:Forget it'
                'whoami:What the server knows of the caller'
                'principal:Persons and programs that call'
                'role:What principals may do in a workspace'
                'token:What callers prove their names with'
                'audit:The log that proves what was done'
                'backup:A copy of the whole database, while the server serves'
                'completion:Scripts that complete commands in a shell'
                'version:The version of this program; with a command, versions of models')
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
    'assay dataset')
      commands=('register:Record a version, without a run'
                'list:Datasets by name'
                'show:One version, with its columns'
                'versions:The versions of a dataset, newest first'
                'diff:What differs between two versions\: columns, profile, files')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay dataset register')
      commands=()
      flags=('--help:Print this help message and exit'
             '--name:The dataset'\''s name (the file'\''s)'
             '--version:A label of this version, as 2026-03'
             '--uri:Where others find it (the path)'
             '--derived-from:A dataset (NAME, NAME@VERSION) or content that it was made from; may be repeated'
             '--no-cache:Read every byte, also of files that seem not to have changed'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay dataset list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay dataset show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay dataset versions')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay dataset diff')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay lineage')
      commands=('trace:Where a node came from, or what came of it'
                'impact:What a change of a node touches, down to slots and approvers'
                'path:How two nodes are connected'
                'stale:What was trained on a version of a dataset that has a newer one'
                'completeness:What the record of a run or model has, and what it lacks')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay lineage trace')
      commands=()
      flags=('--help:Print this help message and exit'
             '--depth:At most so many edges from it (any number)'
             '--up:Where it came from (the default)'
             '--down:What came of it'
             '--both:All that is joined to it'
             '--format:How to draw it'
             '--kinds:Follow only edges of these kinds\: consumed, produced, executed, ran_in, derived_from, has_content, contains, part_of, packaged_as, registered_from, fine_tuned_from, evaluates, evaluated_on, decided_on, promoted_to'
             '--as-of:The graph as it was then'
             '--max-nodes:At most so many nodes'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay lineage impact')
      commands=()
      flags=('--help:Print this help message and exit'
             '--depth:At most so many edges from it (any number)'
             '--format:How to draw it'
             '--kinds:Follow only edges of these kinds\: consumed, produced, executed, ran_in, derived_from, has_content, contains, part_of, packaged_as, registered_from, fine_tuned_from, evaluates, evaluated_on, decided_on, promoted_to'
             '--as-of:The graph as it was then'
             '--max-nodes:At most so many nodes'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay lineage path')
      commands=()
      flags=('--help:Print this help message and exit'
             '--format:How to draw it'
             '--kinds:Follow only edges of these kinds\: consumed, produced, executed, ran_in, derived_from, has_content, contains, part_of, packaged_as, registered_from, fine_tuned_from, evaluates, evaluated_on, decided_on, promoted_to'
             '--as-of:The graph as it was then'
             '--max-nodes:At most so many nodes'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay lineage stale')
      commands=()
      flags=('--help:Print this help message and exit'
             '--registered:Only runs that a model version was registered from'
             '--format:How to show it'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay lineage completeness')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay whence')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay verify')
      commands=()
      flags=('--help:Print this help message and exit'
             '--run:Compare with what this run read or wrote'
             '--experiment:Where a run'\''s name is looked for'
             '--as:Its path in the run (the file'\''s name)'
             '--dataset:Compare with NAME, its newest version, or NAME@VERSION'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay compare')
      commands=()
      flags=('--help:Print this help message and exit'
             '--all:Also in what they agree'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay reproduce')
      commands=()
      flags=('--help:Print this help message and exit'
             '--script:Print a POSIX shell script that checks digests before it runs'
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
    'assay model')
      commands=('create:Register a name'
                'list:Models by name'
                'show:One model'
                'update:Change its description or labels'
                'delete:Hide it and refuse new versions, until undeleted'
                'undelete:Bring it back')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay model create')
      commands=()
      flags=('--help:Print this help message and exit'
             '--description:What it is for'
             '--label:A label to set; may be repeated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay model list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--deleted:Deleted ones, too'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay model show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay model update')
      commands=()
      flags=('--help:Print this help message and exit'
             '--description:Its new description'
             '--label:A label to set; may be repeated'
             '--delete-label:A label to delete; may be repeated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay model delete')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay model undelete')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay contract')
      commands=('show:What is there, by whom, and what is missing'
                'set:Add fields; what is there stays'
                'check:Whether it is complete, and what is missing')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay contract show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay contract set')
      commands=()
      flags=('--help:Print this help message and exit'
             '--from:A file with fields as JSON; - for stdin'
             '--latency-p50-ms:Of one prediction'
             '--latency-p95-ms:Of one prediction'
             '--memory-mb:Of the model that serves'
             '--parameter-count:Numbers that training fits'
             '--artifact-bytes:The artifact'\''s size'
             '--framework:What it was fitted with'
             '--framework-version:Its version'
             '--predictions:CSV of what it predicted'
             '--labels:CSV of the true labels'
             '--dataset:What they belong to\: NAME or NAME@VERSION'
             '--split:The part of the dataset'
             '--task:How predictions are scored'
             '--id-column:Of both files (id)'
             '--label-column:Of the labels (label)'
             '--prediction-column:Of the predictions\: classes or numbers (prediction)'
             '--score-column:Of the predictions\: higher is more likely positive (score)'
             '--probability-column:Of the predictions\: of the positive label (probability)'
             '--positive-label:The label that counts as positive (1)'
             '--quality:A metric on the --dataset; may be repeated'
             '--field:A field of the team'\''s own; may be repeated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay contract check')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay evaluation')
      commands=('add:Record a measurement'
                'list:Those of a version, newest first'
                'show:One evaluation'
                'recompute:Let the server compute its metrics from predictions and labels')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay evaluation add')
      commands=()
      flags=('--help:Print this help message and exit'
             '--dataset:What was measured on\: NAME or NAME@VERSION'
             '--content:The same, when it is no dataset'\''s'
             '--split:The part of the data'
             '--slice:Which rows of the split, as age<25'
             '--samples:How many rows were measured'
             '--evaluator:The code that measured, as code\:REPOSITORY@COMMIT'
             '--metric:A value that was measured; may be repeated'
             '--id:32 hex digits that make a repeat harmless'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay evaluation list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay evaluation show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay evaluation recompute')
      commands=()
      flags=('--help:Print this help message and exit'
             '--predictions:The contract'\''s predictions, CSV'
             '--labels:The contract'\''s labels, CSV'
             '--tolerance:How far values may be apart (1e-6)'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay spool')
      commands=('list:What waits on this machine'
                'push:Deliver it'
                'drop:Discard what waits of a run')
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
    'assay spool drop')
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
    'assay policy')
      commands=('lint:Every mistake in a file, without a server'
                'publish:Make a file the next version'
                'list:Policies with their newest versions'
                'show:A version as it was written'
                'diff:What differs between two versions'
                'simulate:What it would have said to what was assessed'
                'retire:Bind a version to nothing new')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy lint')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy publish')
      commands=()
      flags=('--help:Print this help message and exit'
             '--draft:Keep it as a draft, to be changed and simulated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy diff')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy simulate')
      commands=()
      flags=('--help:Print this help message and exit'
             '--slots:Only these, as credit-limit/*'
             '--param:A parameter of the policy, NAME=VALUE'
             '--last:The newest so many assessments'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay policy retire')
      commands=()
      flags=('--help:Print this help message and exit'
             '--reason:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot')
      commands=('create:Make a slot'
                'list:Slots with their champions'
                'show:A slot, and the policies that hold for it'
                'bind:Let a policy hold for slots'
                'unbind:Let it hold no more'
                'candidates:Who competes, with the rules'\'' tags'
                'enroll:Let a model version compete'
                'unenroll:Let it compete no more'
                'assess:Assess, rank and tag all candidates'
                'events:What standing rules found, newest first'
                'sweep:Ask the standing rules of all champions now')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot create')
      commands=()
      flags=('--help:Print this help message and exit'
             '--description:What it decides'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot bind')
      commands=()
      flags=('--help:Print this help message and exit'
             '--mode:What a rule that does not pass does'
             '--param:A parameter of the policy, NAME=VALUE'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot unbind')
      commands=()
      flags=('--help:Print this help message and exit'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot candidates')
      commands=()
      flags=('--help:Print this help message and exit'
             '--withdrawn:Withdrawn ones, too'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot enroll')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot unenroll')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot assess')
      commands=()
      flags=('--help:Print this help message and exit'
             '--only:One model version, as scoring/3, and no tags'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot events')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay slot sweep')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request')
      commands=('open:Ask for a promotion; it is assessed at once'
                'show:A request and its reviews'
                'list:Requests, newest first'
                'explain:Rule by rule what was found, and what stands in the way'
                'assess:Assess it again, on what is known now'
                'commit:Make the candidate the champion'
                'cancel:End it')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request open')
      commands=()
      flags=('--help:Print this help message and exit'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--live:Only those that have not ended'
             '--limit:At most so many; 0 shows all'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request explain')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request assess')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request commit')
      commands=()
      flags=('--help:Print this help message and exit'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay request cancel')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay review')
      commands=('approve:Show what is approved, ask, and approve it'
                'reject:Show what is rejected, ask, and reject it')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay review approve')
      commands=()
      flags=('--help:Print this help message and exit'
             '--digest:The review digest of what was read; for scripts, in place of the question'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay review reject')
      commands=()
      flags=('--help:Print this help message and exit'
             '--digest:The review digest of what was read; for scripts, in place of the question'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay decisions')
      commands=('list:Decisions, newest first'
                'show:One decision with all that it rests on')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay decisions list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--limit:At most so many; 0 shows all'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay decisions show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay rollback')
      commands=()
      flags=('--help:Print this help message and exit'
             '--to:An earlier champion, as scoring/3 (the one before)'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay withdraw')
      commands=()
      flags=('--help:Print this help message and exit'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay recall')
      commands=()
      flags=('--help:Print this help message and exit'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay override')
      commands=('promote:Promote in spite of named blockers'
                'list:Overrides that nobody has reviewed yet'
                'review:Say whether an override was right')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay override promote')
      commands=()
      flags=('--help:Print this help message and exit'
             '--blocker:What is overridden, as rule\:credit/auc-floor; name all that block'
             '--justification:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay override list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--all:Those that were reviewed, too'
             '--limit:At most so many; 0 shows all'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay override review')
      commands=()
      flags=('--help:Print this help message and exit'
             '--comment:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay champion')
      commands=()
      flags=('--help:Print this help message and exit'
             '--at:As it was then, as 2026-03-01 or 2026-03-01T14\:05\:00Z'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay explain')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay replay')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay watch')
      commands=('slot:The champion, and every change of it')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay watch slot')
      commands=()
      flags=('--help:Print this help message and exit'
             '--count:End after so many lines; 0 never ends'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay flag')
      commands=('set:Set a flag'
                'clear:Clear it'
                'list:Flags that are or were set')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay flag set')
      commands=()
      flags=('--help:Print this help message and exit'
             '--reason:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay flag clear')
      commands=()
      flags=('--help:Print this help message and exit'
             '--reason:Why; recorded for ever'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay flag list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay check')
      commands=('record:Record one, as your own word')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay check record')
      commands=()
      flags=('--help:Print this help message and exit'
             '--passed:It passed'
             '--failed:It failed'
             '--detail:For example where its report is'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay drift')
      commands=('record:Record a value of a measure')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay drift record')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay login')
      commands=()
      flags=('--help:Print this help message and exit'
             '--token-stdin:Read the token from stdin'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay logout')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay whoami')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay principal')
      commands=('create:Make a person or a service'
                'list:All of them, by name'
                'deactivate:Let them in no more, for good')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay principal create')
      commands=()
      flags=('--help:Print this help message and exit'
             '--kind:A service can'\''t approve'
             '--description:Who it is'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay principal list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--all:Also those that are deactivated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay principal deactivate')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay role')
      commands=('grant:Give a role'
                'revoke:Take it away, at once'
                'list:Who has which, newest first')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay role grant')
      commands=()
      flags=('--help:Print this help message and exit'
             '--everywhere:In every workspace, in place of that of --workspace'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay role revoke')
      commands=()
      flags=('--help:Print this help message and exit'
             '--everywhere:In every workspace, in place of that of --workspace'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay role list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--all:Also those that were taken away'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay token')
      commands=('create:Make a token; it is shown once'
                'list:Tokens, newest first'
                'revoke:End a token, at once')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay token create')
      commands=()
      flags=('--help:Print this help message and exit'
             '--description:What it is for'
             '--scope:What it reaches (all); may be repeated'
             '--expires:When it ends (never), as 2026-12-31T00\:00\:00Z'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay token list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--everybody:Those of all principals'
             '--all:Also those that are revoked or have expired'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay token revoke')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay audit')
      commands=('verify:Whether the past was changed'
                'checkpoint:The log'\''s state now, signed'
                'list:Events, oldest first')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay audit verify')
      commands=()
      flags=('--help:Print this help message and exit'
             '--since:A checkpoint that was kept\: the log must be a continuation of it'
             '--key:The public key that the checkpoint must be signed with, in base64 (what the server says)'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay audit checkpoint')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay audit list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--kind:Only these, as ROLE_GRANTED'
             '--subject:Only what was done to this, as token\:ID'
             '--limit:At most so many; 0 for all'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay backup')
      commands=()
      flags=('--help:Print this help message and exit'
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
      commands=('register:Register a fitted model as a version'
                'list:The versions of a model, newest first'
                'show:One version, with its contract'
                'label:Set or delete its labels'
                'alias:Point an alias at it'
                'aliases:How the aliases of a model changed')
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version register')
      commands=()
      flags=('--help:Print this help message and exit'
             '--run:The run that fitted it, by id or name'
             '--experiment:Where the run'\''s name is looked for'
             '--artifact:The run'\''s output that it is, in place of PATH'
             '--framework:What it was fitted with'
             '--framework-version:Its version'
             '--algorithm:What was chosen, for the estimator'\''s digest'
             '--fine-tuned-from:The version that training began from'
             '--contract:A file with the contract as JSON; - for stdin'
             '--uri:Where others find it'
             '--inputs:What goes in, as text'
             '--outputs:What comes out'
             '--description:What is new in it'
             '--label:A label to set; may be repeated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version list')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version show')
      commands=()
      flags=('--help:Print this help message and exit'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version label')
      commands=()
      flags=('--help:Print this help message and exit'
             '--delete:A key to delete; may be repeated'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version alias')
      commands=()
      flags=('--help:Print this help message and exit'
             '--reason:Why; kept in its history'
             '--delete:Take the alias away'
             '--server:Where assayd serves gRPC, host\:port (127.0.0.1\:7401)'
             '--workspace:The workspace (default)'
             '--json:Print JSON, errors too'
             '--timeout:Seconds that a call may take'
             '--color:Colours (auto\: on a terminal, without NO_COLOR)') ;;
    'assay version aliases')
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
