# fish completion for incidentd: install it as ~/.config/fish/completions/incidentd.fish

# Whether the words so far lead to this command: `__incidentd_at incident list`; no words: to none yet.
function __incidentd_at
    set -l reached
    for word in (commandline -opc)[2..]
        switch "$reached/$word"
            case /run /sandbox /messenger /lint /config /manifest /incident /delivery /audit
                set reached $word
            case config/check config/show manifest/slack manifest/teams
                set -a reached $word
            case incident/list incident/show incident/timeline incident/export
                set -a reached $word
            case delivery/list delivery/show delivery/resend delivery/settle
                set -a reached $word
            case audit/show audit/verify audit/bundle
                set -a reached $word
        end
    end
    test "$reached" = "$argv"
end

complete -c incidentd -f
complete -c incidentd -l config -r -F -d 'the configuration file'
complete -c incidentd -l help -d 'what a command does and takes'
complete -c incidentd -n '__incidentd_at' -l version -d 'which version this is'
complete -c incidentd -n '__incidentd_at' -a run -d 'the daemon'
complete -c incidentd -n '__incidentd_at' -a sandbox -d 'a local workspace in the browser'
complete -c incidentd -n '__incidentd_at' -a messenger -d 'render one stage of a runbook'
complete -c incidentd -n '__incidentd_at' -a lint -d 'check runbooks'
complete -c incidentd -n '__incidentd_at' -a config -d 'check or show the configuration'
complete -c incidentd -n '__incidentd_at' -a manifest -d 'what is uploaded to install the apps'
complete -c incidentd -n '__incidentd_at' -a incident -d 'read incidents'
complete -c incidentd -n '__incidentd_at' -a delivery -d 'read deliveries, settle those in doubt'
complete -c incidentd -n '__incidentd_at' -a audit -d 'read, verify and bundle the audit chain'

complete -c incidentd -n '__incidentd_at run' -l verbose -d 'log more'

complete -c incidentd -n '__incidentd_at sandbox' -l listen -x -d 'where the page is served'
complete -c incidentd -n '__incidentd_at sandbox' -l documents -xa '(__fish_complete_directories)' -d 'your own documents tree'
complete -c incidentd -n '__incidentd_at sandbox' -l language -xa 'pt-BR en'
complete -c incidentd -n '__incidentd_at sandbox' -l fault -xa 'slow-api 429 5xx dropped-socket duplicate-delivery lost-reply late-click' -d 'goes wrong from the start'
complete -c incidentd -n '__incidentd_at sandbox' -l token -x -d 'what a browser must bring'
complete -c incidentd -n '__incidentd_at sandbox' -l tour -d 'one incident in this terminal'
complete -c incidentd -n '__incidentd_at sandbox' -l keep -d 'stay up after the tour'
complete -c incidentd -n '__incidentd_at sandbox' -l quick -d 'a tour without pauses'

complete -c incidentd -n '__incidentd_at messenger' -l channel -xa 'slack teams'
complete -c incidentd -n '__incidentd_at messenger' -l language -xa 'pt-BR en' -d 'whose text to take'
complete -c incidentd -n '__incidentd_at messenger' -l stage -x -d 'the stage of the runbook'
complete -c incidentd -n '__incidentd_at messenger' -l runbook -r -F
complete -c incidentd -n '__incidentd_at messenger' -l context -r -F -d 'a JSON file with values'
complete -c incidentd -n '__incidentd_at messenger' -l var -x -d 'KEY=VALUE'
complete -c incidentd -n '__incidentd_at messenger' -l webhook-url -x -d 'where to post'
complete -c incidentd -n '__incidentd_at messenger' -l webhook-kind -xa 'slack_incoming teams_workflow teams_connector'
complete -c incidentd -n '__incidentd_at messenger' -l timeout -x -d 'seconds for one attempt'
complete -c incidentd -n '__incidentd_at messenger' -l dry-run -d 'print only'
complete -c incidentd -n '__incidentd_at messenger' -l verbose -d 'tell more on standard error'

complete -c incidentd -n '__incidentd_at lint' -F

complete -c incidentd -n '__incidentd_at config' -a 'check show'

complete -c incidentd -n '__incidentd_at manifest' -a 'slack teams'
complete -c incidentd -n '__incidentd_at manifest slack' -l out -xa '(__fish_complete_directories)' -d 'the folder to write into'
complete -c incidentd -n '__incidentd_at manifest slack' -l of -x -d 'which section, by its name'
complete -c incidentd -n '__incidentd_at manifest teams' -l out -xa '(__fish_complete_directories)' -d 'the folder to write into'
complete -c incidentd -n '__incidentd_at manifest teams' -l of -x -d 'which section, by its name'
complete -c incidentd -n '__incidentd_at manifest teams' -l website -x -d 'page of those who run the bot'
complete -c incidentd -n '__incidentd_at manifest teams' -l developer -x -d 'who they are'

complete -c incidentd -n '__incidentd_at incident' -a 'list show timeline export'
complete -c incidentd -n '__incidentd_at incident list' -l open -d 'leave out what is closed or cancelled'
complete -c incidentd -n '__incidentd_at incident list' -l format -xa 'table json'
complete -c incidentd -n '__incidentd_at incident show' -l format -xa 'table json'
complete -c incidentd -n '__incidentd_at incident timeline' -l format -xa 'table json'
complete -c incidentd -n '__incidentd_at incident export' -l format -xa 'table json markdown'

complete -c incidentd -n '__incidentd_at delivery' -a 'list show resend settle'
complete -c incidentd -n '__incidentd_at delivery list' -l state -xa 'queued sending sent failed in_doubt' -d 'only those in this state'
complete -c incidentd -n '__incidentd_at delivery list' -l format -xa 'table json'
complete -c incidentd -n '__incidentd_at delivery show' -l format -xa 'table json'

complete -c incidentd -n '__incidentd_at audit' -a 'show verify bundle'
complete -c incidentd -n '__incidentd_at audit show' -l format -xa 'table json'
complete -c incidentd -n '__incidentd_at audit verify' -F
complete -c incidentd -n '__incidentd_at audit verify' -l public-key -r -F -d 'the key that must have signed it'
complete -c incidentd -n '__incidentd_at audit verify' -l no-records -d 'do not compare with approval records'
complete -c incidentd -n '__incidentd_at audit verify' -l format -xa 'table json'
complete -c incidentd -n '__incidentd_at audit bundle' -l incident -x -d 'whose evidence'
complete -c incidentd -n '__incidentd_at audit bundle' -l out -r -F -d 'the archive'
complete -c incidentd -n '__incidentd_at audit bundle' -l sign -x -d 'a reference to a private key'
