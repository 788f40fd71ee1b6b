# bash completion for incidentd: source it, or install it as /usr/share/bash-completion/completions/incidentd
_incidentd() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' sub='' w
    for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $command/$w in
            /run | /sandbox | /messenger | /lint | /config | /manifest | /incident | /delivery | /audit) command=$w ;;
            config/check | config/show | manifest/slack | manifest/teams) sub=${sub:-$w} ;;
            incident/list | incident/show | incident/timeline | incident/export) sub=${sub:-$w} ;;
            delivery/list | delivery/show | delivery/resend | delivery/settle) sub=${sub:-$w} ;;
            audit/show | audit/verify | audit/bundle) sub=${sub:-$w} ;;
        esac
    done
    local -a values=()
    case $before in
        --config | --runbook | --context | --public-key) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        --documents) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        --out)
            if [[ $command == audit ]]; then
                mapfile -t COMPREPLY < <(compgen -f -- "$word")
            else
                mapfile -t COMPREPLY < <(compgen -d -- "$word")
            fi
            return
            ;;
        --channel) values=(slack teams) ;;
        --webhook-kind) values=(slack_incoming teams_workflow teams_connector) ;;
        --format)
            values=(table json)
            [[ $command/$sub == incident/export ]] && values+=(markdown)
            ;;
        --state) values=(queued sending sent failed in_doubt) ;;
        --fault) values=(slow-api 429 5xx dropped-socket duplicate-delivery lost-reply late-click) ;;
        --language) values=(pt-BR en) ;;
        --listen | --token | --stage | --var | --webhook-url | --timeout | --of | --website | --developer | --incident | --sign)
            COMPREPLY=()
            return
            ;;
    esac
    if [[ ${#values[@]} -gt 0 ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${values[*]}" -- "$word")
        return
    fi
    local words='--config --help'
    case $command/$sub in
        /) words+=' --version run sandbox messenger lint config manifest incident delivery audit' ;;
        run/) words+=' --verbose' ;;
        sandbox/) words+=' --listen --documents --language --fault --token --tour --keep --quick' ;;
        messenger/) words+=' --channel --language --stage --runbook --context --var --webhook-url --webhook-kind --timeout --dry-run --verbose' ;;
        lint/) [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; } ;;
        config/) words+=' check show' ;;
        manifest/) words+=' slack teams' ;;
        manifest/slack) words+=' --out --of' ;;
        manifest/teams) words+=' --out --of --website --developer' ;;
        incident/) words+=' list show timeline export' ;;
        incident/list) words+=' --open --format' ;;
        incident/show | incident/timeline | incident/export) words+=' --format' ;;
        delivery/) words+=' list show resend settle' ;;
        delivery/list) words+=' --state --format' ;;
        delivery/show) words+=' --format' ;;
        audit/) words+=' show verify bundle' ;;
        audit/show) words+=' --format' ;;
        audit/verify)
            [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
            words+=' --public-key --no-records --format'
            ;;
        audit/bundle) words+=' --incident --out --sign' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _incidentd incidentd
