#compdef incidentd
# zsh completion for incidentd: install it as _incidentd in a folder of $fpath
local curcontext=$curcontext command sub state line
local -a commands=(
    'run:the daemon' 'sandbox:a local workspace in the browser' 'messenger:render one stage of a runbook'
    'lint:check runbooks' 'config:check or show the configuration' 'manifest:what is uploaded to install the apps'
    'incident:read incidents' 'delivery:read deliveries, settle those in doubt'
    'audit:read, verify and bundle the audit chain'
)
local -A subs=(
    config 'check show' manifest 'slack teams' incident 'list show timeline export'
    delivery 'list show resend settle' audit 'show verify bundle'
)
local -a always=('--config[the configuration file]:file:_files' '--help[what a command does and takes]')
local tables='--format[how to print]:format:(table json)'
local tables_and_markdown='--format[how to print]:format:(table json markdown)'

_arguments -C $always '--version[which version this is]' '1:command:->command' '*::rest:->rest'
case $state in
    command) _describe command commands ;;
    rest)
        command=$words[1]
        if [[ -n ${subs[$command]} ]]; then
            # Options may stand before the second word of the command.
            local -i at
            for (( at = 2; at < CURRENT; ++at )); do
                if [[ " ${subs[$command]} " == *" ${words[at]} "* ]]; then sub=$words[at]; break; fi
            done
            if [[ -z $sub ]]; then
                _arguments $always "1:command:(${subs[$command]})"
                return
            fi
            shift $(( at - 1 )) words
            (( CURRENT -= at - 1 ))
        fi
        case $command/$sub in
            run/) _arguments $always '--verbose[log more]' ;;
            sandbox/) _arguments $always '--listen[where the page is served]:address:' '--documents[your own documents tree]:folder:_files -/' '--language[of the sample]:language:(pt-BR en)' '*--fault[goes wrong from the start]:fault:(slow-api 429 5xx dropped-socket duplicate-delivery lost-reply late-click)' '--token[what a browser must bring]:token:' '--tour[one incident in this terminal]' '--keep[stay up after the tour]' '--quick[a tour without pauses]' ;;
            messenger/) _arguments $always '--channel[platform]:platform:(slack teams)' '--language[whose text to take]:language:(pt-BR en)' '--stage[the stage of the runbook]:stage:' '--runbook[the markdown file]:file:_files' '--context[a JSON file with values]:file:_files' '*--var[a value]:KEY=VALUE:' '--webhook-url[where to post]:URL:' '--webhook-kind[what the webhook takes]:kind:(slack_incoming teams_workflow teams_connector)' '--timeout[for one attempt]:seconds:' '--dry-run[print only]' '--verbose[tell more on standard error]' ;;
            lint/) _arguments $always '*:runbook:_files' ;;
            config/check) _arguments $always ;;
            config/show) _arguments $always ;;
            manifest/slack) _arguments $always '--out[the folder to write into]:folder:_files -/' '--of[which section, by its name]:name:' ;;
            manifest/teams) _arguments $always '--out[the folder to write into]:folder:_files -/' '--of[which section, by its name]:name:' '--website[page of those who run the bot]:URL:' '--developer[who they are]:name:' ;;
            incident/list) _arguments $always '--open[leave out what is closed or cancelled]' $tables ;;
            incident/show) _arguments $always $tables '1:incident:' ;;
            incident/timeline) _arguments $always $tables '1:incident:' ;;
            incident/export) _arguments $always $tables_and_markdown '*:incident:' ;;
            delivery/list) _arguments $always '--state[only those in this state]:state:(queued sending sent failed in_doubt)' $tables ;;
            delivery/show) _arguments $always $tables '1:delivery:' ;;
            delivery/resend) _arguments $always '1:delivery:' ;;
            delivery/settle) _arguments $always '1:delivery:' ;;
            audit/show) _arguments $always $tables '1:incident:' ;;
            audit/verify) _arguments $always '--public-key[the key that must have signed it]:file or hex digits:_files' '--no-records[do not compare with approval records]' $tables '1:bundle:_files' ;;
            audit/bundle) _arguments $always '--incident[whose evidence]:incident:' '--out[the archive]:file:_files' '--sign[a reference to a private key]:reference:' ;;
        esac
        ;;
esac
