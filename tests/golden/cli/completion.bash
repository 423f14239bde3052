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
        command+=" ${COMP_WORDS[i]}" ;;
    esac
  done
  case $command in
    'assay') words='experiments runs metrics artifacts hash spool expr workspaces completion version --help --version --server --workspace --json --timeout --color' ;;
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
    'assay hash') words='--help --manifest --threads --server --workspace --json --timeout --color' ;;
    'assay spool') words='list push --help --server --workspace --json --timeout --color' ;;
    'assay spool list') words='--help --dir --server --workspace --json --timeout --color' ;;
    'assay spool push') words='--help --dir --server --workspace --json --timeout --color' ;;
    'assay expr') words='check eval --help --server --workspace --json --timeout --color' ;;
    'assay expr check') words='--help --variables --server --workspace --json --timeout --color' ;;
    'assay expr eval') words='--help --variables --explain --jsonl --server --workspace --json --timeout --color' ;;
    'assay workspaces') words='list create --help --server --workspace --json --timeout --color' ;;
    'assay workspaces list') words='--help --server --workspace --json --timeout --color' ;;
    'assay workspaces create') words='--help --description --server --workspace --json --timeout --color' ;;
    'assay completion') words='bash zsh fish --help --server --workspace --json --timeout --color' ;;
    'assay completion bash') words='--help --server --workspace --json --timeout --color' ;;
    'assay completion zsh') words='--help --server --workspace --json --timeout --color' ;;
    'assay completion fish') words='--help --server --workspace --json --timeout --color' ;;
    'assay version') words='--help --server --workspace --json --timeout --color' ;;
  esac
  case $prev in
    --color) words='auto always never' ;;
    --status) words='finished failed killed' ;;
    --delete | --description | --dir | --experiment | --height | --key | --limit | --max-step | --min-step | --name | --order-by | --prefix | --server | --threads | --timeout | --variables | --width | --workspace) words= ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _assay assay
