# bash completion for incidentd: source it, or install it as /usr/share/bash-completion/completions/incidentd
_incidentd() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' w
    for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $w in run | sandbox | messenger | lint | config | manifest | incident | delivery | audit) command=$w ;; esac
    done
    case $before in
        --config | --runbook | --context | --public-key) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        --documents | --out) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        --channel) mapfile -t COMPREPLY < <(compgen -W 'slack teams' -- "$word"); return ;;
        --webhook-kind) mapfile -t COMPREPLY < <(compgen -W 'slack_incoming teams_workflow teams_connector' -- "$word"); return ;;
        --format) mapfile -t COMPREPLY < <(compgen -W 'table json' -- "$word"); return ;;
        --fault) mapfile -t COMPREPLY < <(compgen -W 'slow-api 429 5xx dropped-socket duplicate-delivery lost-reply late-click' -- "$word"); return ;;
        --language) mapfile -t COMPREPLY < <(compgen -W 'pt-BR en' -- "$word"); return ;;
    esac
    local words='--config --help'
    case $command in
        '') words+=' --version run sandbox messenger lint config manifest incident delivery audit' ;;
        run) words+=' --verbose' ;;
        sandbox) words+=' --listen --documents --language --fault --token --tour --keep --quick' ;;
        messenger) words+=' --channel --stage --runbook --context --var --webhook-url --webhook-kind --language --timeout --dry-run --verbose' ;;
        lint) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        config) words+=' check show' ;;
        manifest) words+=' slack teams --out --of --website --developer' ;;
        incident) words+=' list show timeline export --format' ;;
        delivery) words+=' list show resend settle --format' ;;
        audit) words+=' show verify bundle --format --incident --out --sign --public-key --no-records'; compopt -o default 2>/dev/null ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _incidentd incidentd
