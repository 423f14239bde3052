# bash completion for assay. Use: source <(assay completion bash)
_assay() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local command=assay words= i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$command ${COMP_WORDS[i]}" in
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
        command+=" ${COMP_WORDS[i]}" ;;
    esac
  done
  case $command in
    'assay') words='experiments runs metrics artifacts dataset lineage whence verify compare reproduce hash model contract evaluation spool expr workspaces policy slot request review decisions rollback withdraw recall override champion explain replay watch flag check drift login logout whoami principal role token audit backup completion version --help --version --server --workspace --json --timeout --color' ;;
    'assay experiments') words='list show create update delete undelete --help --server --workspace --json --timeout --color' ;;
    'assay experiments list') words='--help --deleted --server --workspace --json --timeout --color' ;;
    'assay experiments show') words='--help --server --workspace --json --timeout --color' ;;
    'assay experiments create') words='--help --description --server --workspace --json --timeout --color' ;;
    'assay experiments update') words='--help --name --description --server --workspace --json --timeout --color' ;;
    'assay experiments delete') words='--help --server --workspace --json --timeout --color' ;;
    'assay experiments undelete') words='--help --server --workspace --json --timeout --color' ;;
    'assay runs') words='list search show compare watch tag finish delete undelete --help --server --workspace --json --timeout --color' ;;
    'assay runs list') words='--help --experiment --order-by --limit --deleted --server --workspace --json --timeout --color' ;;
    'assay runs search') words='--help --experiment --order-by --limit --deleted --server --workspace --json --timeout --color' ;;
    'assay runs show') words='--help --experiment --server --workspace --json --timeout --color' ;;
    'assay runs compare') words='--help --experiment --all --server --workspace --json --timeout --color' ;;
    'assay runs watch') words='--help --experiment --server --workspace --json --timeout --color' ;;
    'assay runs tag') words='--help --experiment --delete --server --workspace --json --timeout --color' ;;
    'assay runs finish') words='--help --experiment --status --server --workspace --json --timeout --color' ;;
    'assay runs delete') words='--help --experiment --server --workspace --json --timeout --color' ;;
    'assay runs undelete') words='--help --experiment --server --workspace --json --timeout --color' ;;
    'assay metrics') words='table plot export --help --server --workspace --json --timeout --color' ;;
    'assay metrics table') words='--help --experiment --server --workspace --json --timeout --color' ;;
    'assay metrics plot') words='--help --experiment --key --min-step --max-step --log --height --width --server --workspace --json --timeout --color' ;;
    'assay metrics export') words='--help --experiment --key --min-step --max-step --server --workspace --json --timeout --color' ;;
    'assay artifacts') words='list --help --server --workspace --json --timeout --color' ;;
    'assay artifacts list') words='--help --experiment --inputs --outputs --prefix --server --workspace --json --timeout --color' ;;
    'assay dataset') words='register list show versions diff --help --server --workspace --json --timeout --color' ;;
    'assay dataset register') words='--help --name --version --uri --derived-from --no-cache --server --workspace --json --timeout --color' ;;
    'assay dataset list') words='--help --server --workspace --json --timeout --color' ;;
    'assay dataset show') words='--help --server --workspace --json --timeout --color' ;;
    'assay dataset versions') words='--help --server --workspace --json --timeout --color' ;;
    'assay dataset diff') words='--help --server --workspace --json --timeout --color' ;;
    'assay lineage') words='trace impact path stale completeness --help --server --workspace --json --timeout --color' ;;
    'assay lineage trace') words='--help --depth --up --down --both --format --kinds --as-of --max-nodes --server --workspace --json --timeout --color' ;;
    'assay lineage impact') words='--help --depth --format --kinds --as-of --max-nodes --server --workspace --json --timeout --color' ;;
    'assay lineage path') words='--help --format --kinds --as-of --max-nodes --server --workspace --json --timeout --color' ;;
    'assay lineage stale') words='--help --registered --format --server --workspace --json --timeout --color' ;;
    'assay lineage completeness') words='--help --server --workspace --json --timeout --color' ;;
    'assay whence') words='--help --server --workspace --json --timeout --color' ;;
    'assay verify') words='--help --run --experiment --as --dataset --server --workspace --json --timeout --color' ;;
    'assay compare') words='--help --all --server --workspace --json --timeout --color' ;;
    'assay reproduce') words='--help --script --server --workspace --json --timeout --color' ;;
    'assay hash') words='--help --manifest --threads --server --workspace --json --timeout --color' ;;
    'assay model') words='create list show update delete undelete --help --server --workspace --json --timeout --color' ;;
    'assay model create') words='--help --description --label --server --workspace --json --timeout --color' ;;
    'assay model list') words='--help --deleted --server --workspace --json --timeout --color' ;;
    'assay model show') words='--help --server --workspace --json --timeout --color' ;;
    'assay model update') words='--help --description --label --delete-label --server --workspace --json --timeout --color' ;;
    'assay model delete') words='--help --server --workspace --json --timeout --color' ;;
    'assay model undelete') words='--help --server --workspace --json --timeout --color' ;;
    'assay contract') words='show set check --help --server --workspace --json --timeout --color' ;;
    'assay contract show') words='--help --server --workspace --json --timeout --color' ;;
    'assay contract set') words='--help --from --latency-p50-ms --latency-p95-ms --memory-mb --parameter-count --artifact-bytes --framework --framework-version --predictions --labels --dataset --split --task --id-column --label-column --prediction-column --score-column --probability-column --positive-label --quality --field --server --workspace --json --timeout --color' ;;
    'assay contract check') words='--help --server --workspace --json --timeout --color' ;;
    'assay evaluation') words='add list show recompute --help --server --workspace --json --timeout --color' ;;
    'assay evaluation add') words='--help --dataset --content --split --slice --samples --evaluator --metric --id --server --workspace --json --timeout --color' ;;
    'assay evaluation list') words='--help --server --workspace --json --timeout --color' ;;
    'assay evaluation show') words='--help --server --workspace --json --timeout --color' ;;
    'assay evaluation recompute') words='--help --predictions --labels --tolerance --server --workspace --json --timeout --color' ;;
    'assay spool') words='list push drop --help --server --workspace --json --timeout --color' ;;
    'assay spool list') words='--help --dir --server --workspace --json --timeout --color' ;;
    'assay spool push') words='--help --dir --server --workspace --json --timeout --color' ;;
    'assay spool drop') words='--help --dir --server --workspace --json --timeout --color' ;;
    'assay expr') words='check eval --help --server --workspace --json --timeout --color' ;;
    'assay expr check') words='--help --variables --server --workspace --json --timeout --color' ;;
    'assay expr eval') words='--help --variables --explain --jsonl --server --workspace --json --timeout --color' ;;
    'assay workspaces') words='list create --help --server --workspace --json --timeout --color' ;;
    'assay workspaces list') words='--help --server --workspace --json --timeout --color' ;;
    'assay workspaces create') words='--help --description --server --workspace --json --timeout --color' ;;
    'assay policy') words='lint publish list show diff simulate retire --help --server --workspace --json --timeout --color' ;;
    'assay policy lint') words='--help --server --workspace --json --timeout --color' ;;
    'assay policy publish') words='--help --draft --server --workspace --json --timeout --color' ;;
    'assay policy list') words='--help --server --workspace --json --timeout --color' ;;
    'assay policy show') words='--help --server --workspace --json --timeout --color' ;;
    'assay policy diff') words='--help --server --workspace --json --timeout --color' ;;
    'assay policy simulate') words='--help --slots --param --last --server --workspace --json --timeout --color' ;;
    'assay policy retire') words='--help --reason --server --workspace --json --timeout --color' ;;
    'assay slot') words='create list show bind unbind candidates enroll unenroll assess events sweep --help --server --workspace --json --timeout --color' ;;
    'assay slot create') words='--help --description --server --workspace --json --timeout --color' ;;
    'assay slot list') words='--help --server --workspace --json --timeout --color' ;;
    'assay slot show') words='--help --server --workspace --json --timeout --color' ;;
    'assay slot bind') words='--help --mode --param --comment --server --workspace --json --timeout --color' ;;
    'assay slot unbind') words='--help --comment --server --workspace --json --timeout --color' ;;
    'assay slot candidates') words='--help --withdrawn --server --workspace --json --timeout --color' ;;
    'assay slot enroll') words='--help --server --workspace --json --timeout --color' ;;
    'assay slot unenroll') words='--help --server --workspace --json --timeout --color' ;;
    'assay slot assess') words='--help --only --server --workspace --json --timeout --color' ;;
    'assay slot events') words='--help --server --workspace --json --timeout --color' ;;
    'assay slot sweep') words='--help --server --workspace --json --timeout --color' ;;
    'assay request') words='open show list explain assess commit cancel --help --server --workspace --json --timeout --color' ;;
    'assay request open') words='--help --comment --server --workspace --json --timeout --color' ;;
    'assay request show') words='--help --server --workspace --json --timeout --color' ;;
    'assay request list') words='--help --live --limit --server --workspace --json --timeout --color' ;;
    'assay request explain') words='--help --server --workspace --json --timeout --color' ;;
    'assay request assess') words='--help --server --workspace --json --timeout --color' ;;
    'assay request commit') words='--help --comment --server --workspace --json --timeout --color' ;;
    'assay request cancel') words='--help --server --workspace --json --timeout --color' ;;
    'assay review') words='approve reject --help --server --workspace --json --timeout --color' ;;
    'assay review approve') words='--help --digest --comment --server --workspace --json --timeout --color' ;;
    'assay review reject') words='--help --digest --comment --server --workspace --json --timeout --color' ;;
    'assay decisions') words='list show --help --server --workspace --json --timeout --color' ;;
    'assay decisions list') words='--help --limit --server --workspace --json --timeout --color' ;;
    'assay decisions show') words='--help --server --workspace --json --timeout --color' ;;
    'assay rollback') words='--help --to --comment --server --workspace --json --timeout --color' ;;
    'assay withdraw') words='--help --comment --server --workspace --json --timeout --color' ;;
    'assay recall') words='--help --comment --server --workspace --json --timeout --color' ;;
    'assay override') words='promote list review --help --server --workspace --json --timeout --color' ;;
    'assay override promote') words='--help --blocker --justification --server --workspace --json --timeout --color' ;;
    'assay override list') words='--help --all --limit --server --workspace --json --timeout --color' ;;
    'assay override review') words='--help --comment --server --workspace --json --timeout --color' ;;
    'assay champion') words='--help --at --server --workspace --json --timeout --color' ;;
    'assay explain') words='--help --server --workspace --json --timeout --color' ;;
    'assay replay') words='--help --server --workspace --json --timeout --color' ;;
    'assay watch') words='slot --help --server --workspace --json --timeout --color' ;;
    'assay watch slot') words='--help --count --server --workspace --json --timeout --color' ;;
    'assay flag') words='set clear list --help --server --workspace --json --timeout --color' ;;
    'assay flag set') words='--help --reason --server --workspace --json --timeout --color' ;;
    'assay flag clear') words='--help --reason --server --workspace --json --timeout --color' ;;
    'assay flag list') words='--help --server --workspace --json --timeout --color' ;;
    'assay check') words='record --help --server --workspace --json --timeout --color' ;;
    'assay check record') words='--help --passed --failed --detail --server --workspace --json --timeout --color' ;;
    'assay drift') words='record --help --server --workspace --json --timeout --color' ;;
    'assay drift record') words='--help --server --workspace --json --timeout --color' ;;
    'assay login') words='--help --token-stdin --server --workspace --json --timeout --color' ;;
    'assay logout') words='--help --server --workspace --json --timeout --color' ;;
    'assay whoami') words='--help --server --workspace --json --timeout --color' ;;
    'assay principal') words='create list deactivate --help --server --workspace --json --timeout --color' ;;
    'assay principal create') words='--help --kind --description --server --workspace --json --timeout --color' ;;
    'assay principal list') words='--help --all --server --workspace --json --timeout --color' ;;
    'assay principal deactivate') words='--help --server --workspace --json --timeout --color' ;;
    'assay role') words='grant revoke list --help --server --workspace --json --timeout --color' ;;
    'assay role grant') words='--help --everywhere --server --workspace --json --timeout --color' ;;
    'assay role revoke') words='--help --everywhere --server --workspace --json --timeout --color' ;;
    'assay role list') words='--help --all --server --workspace --json --timeout --color' ;;
    'assay token') words='create list revoke --help --server --workspace --json --timeout --color' ;;
    'assay token create') words='--help --description --scope --expires --server --workspace --json --timeout --color' ;;
    'assay token list') words='--help --everybody --all --server --workspace --json --timeout --color' ;;
    'assay token revoke') words='--help --server --workspace --json --timeout --color' ;;
    'assay audit') words='verify checkpoint list --help --server --workspace --json --timeout --color' ;;
    'assay audit verify') words='--help --since --key --server --workspace --json --timeout --color' ;;
    'assay audit checkpoint') words='--help --server --workspace --json --timeout --color' ;;
    'assay audit list') words='--help --kind --subject --limit --server --workspace --json --timeout --color' ;;
    'assay backup') words='--help --server --workspace --json --timeout --color' ;;
    'assay completion') words='bash zsh fish --help --server --workspace --json --timeout --color' ;;
    'assay completion bash') words='--help --server --workspace --json --timeout --color' ;;
    'assay completion zsh') words='--help --server --workspace --json --timeout --color' ;;
    'assay completion fish') words='--help --server --workspace --json --timeout --color' ;;
    'assay version') words='register list show label alias aliases --help --server --workspace --json --timeout --color' ;;
    'assay version register') words='--help --run --experiment --artifact --framework --framework-version --algorithm --fine-tuned-from --contract --uri --inputs --outputs --description --label --server --workspace --json --timeout --color' ;;
    'assay version list') words='--help --server --workspace --json --timeout --color' ;;
    'assay version show') words='--help --server --workspace --json --timeout --color' ;;
    'assay version label') words='--help --delete --server --workspace --json --timeout --color' ;;
    'assay version alias') words='--help --reason --delete --server --workspace --json --timeout --color' ;;
    'assay version aliases') words='--help --server --workspace --json --timeout --color' ;;
  esac
  case $prev in
    --color) words='auto always never' ;;
    --content) words='FILE DIGEST' ;;
    --format) words='tree table mermaid dot' ;;
    --kind) words='person service' ;;
    --labels) words='FILE DIGEST' ;;
    --mode) words='enforce warn audit' ;;
    --predictions) words='FILE DIGEST' ;;
    --scope) words='read write govern admin' ;;
    --status) words='finished failed killed' ;;
    --task) words='binary multiclass regression' ;;
    --algorithm | --artifact | --artifact-bytes | --as | --as-of | --at | --blocker | --comment | --contract | --count | --dataset | --delete | --delete-label | --depth | --derived-from | --description | --detail | --digest | --dir | --evaluator | --experiment | --expires | --field | --fine-tuned-from | --framework | --framework-version | --from | --height | --id | --id-column | --inputs | --justification | --key | --kinds | --label | --label-column | --last | --latency-p50-ms | --latency-p95-ms | --limit | --max-nodes | --max-step | --memory-mb | --metric | --min-step | --name | --only | --order-by | --outputs | --param | --parameter-count | --positive-label | --prediction-column | --prefix | --probability-column | --quality | --reason | --run | --samples | --score-column | --server | --since | --slice | --slots | --split | --subject | --threads | --timeout | --to | --tolerance | --uri | --variables | --version | --width | --workspace) words= ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _assay assay
