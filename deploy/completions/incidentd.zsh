#compdef incidentd
# zsh completion for incidentd: install it as _incidentd in a folder of $fpath
local -a commands=(
    'run:the daemon' 'sandbox:a local workspace in the browser' 'messenger:render one stage of a runbook'
    'lint:check runbooks' 'config:check or show the configuration' 'manifest:what is uploaded to install the apps'
    'incident:read incidents'
    'delivery:read deliveries, settle those in doubt' 'audit:read, verify and bundle the audit chain'
)
_arguments -C '--config[the configuration file]:file:_files' '--help[help]' '--version[version]' '1:command:->command' '*::rest:->rest'
case $state in
    command) _describe command commands ;;
    rest)
        case $words[1] in
            run) _arguments '--verbose[log more]' ;;
            sandbox) _arguments '--listen[address]:address:' '--documents[your documents tree]:folder:_files -/' '--language:language:(pt-BR en)' '*--fault:fault:(slow-api 429 5xx dropped-socket duplicate-delivery lost-reply late-click)' '--token:token:' '--tour' '--keep' '--quick' ;;
            messenger) _arguments '--channel:platform:(slack teams)' '--stage:stage:' '--runbook:file:_files' '--context:file:_files' '*--var:KEY=VALUE:' '--webhook-url:URL:' '--webhook-kind:kind:(slack_incoming teams_workflow teams_connector)' '--timeout:seconds:' '--dry-run' '--verbose' ;;
            lint) _files ;;
            config) _values command check show ;;
            manifest) _arguments '1:platform:(slack teams)' '--out[folder]:folder:_files -/' '--of[section]:name:' '--website:URL:' '--developer:name:' ;;
            incident) _values command list show timeline export ;;
            delivery) _values command list show resend settle ;;
            audit) _arguments '1:command:(show verify bundle)' '2:bundle:_files' '--incident:id:' '--out:file:_files' '--sign:secret reference:' '--public-key:file or hex digits:_files' '--no-records' ;;
        esac ;;
esac
