# fish completion for incidentd: install it as ~/.config/fish/completions/incidentd.fish
set -l commands run sandbox messenger lint config manifest incident delivery audit
complete -c incidentd -f
complete -c incidentd -l config -r -F -d 'the configuration file'
complete -c incidentd -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c incidentd -n '__fish_seen_subcommand_from run' -l verbose
complete -c incidentd -n '__fish_seen_subcommand_from sandbox' -l listen -l documents -l language -l token -l tour -l keep -l quick
complete -c incidentd -n '__fish_seen_subcommand_from sandbox' -l fault -xa 'slow-api 429 5xx dropped-socket duplicate-delivery lost-reply late-click'
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l channel -xa 'slack teams'
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l runbook -r -F
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l context -r -F
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l stage -x
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l var -x
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l webhook-url -x
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l webhook-kind -xa 'slack_incoming teams_workflow teams_connector'
complete -c incidentd -n '__fish_seen_subcommand_from messenger' -l dry-run
complete -c incidentd -n '__fish_seen_subcommand_from lint' -F
complete -c incidentd -n '__fish_seen_subcommand_from config' -a 'check show'
complete -c incidentd -n '__fish_seen_subcommand_from manifest' -a 'slack teams'
complete -c incidentd -n '__fish_seen_subcommand_from manifest' -l out -r -F
complete -c incidentd -n '__fish_seen_subcommand_from manifest' -l of -x
complete -c incidentd -n '__fish_seen_subcommand_from manifest' -l website -x
complete -c incidentd -n '__fish_seen_subcommand_from manifest' -l developer -x
complete -c incidentd -n '__fish_seen_subcommand_from incident' -a 'list show timeline export'
complete -c incidentd -n '__fish_seen_subcommand_from delivery' -a 'list show resend settle'
complete -c incidentd -n '__fish_seen_subcommand_from audit' -a 'show verify bundle'
complete -c incidentd -n '__fish_seen_subcommand_from audit' -l incident -x
complete -c incidentd -n '__fish_seen_subcommand_from audit' -l out -r -F
complete -c incidentd -n '__fish_seen_subcommand_from audit' -l sign -x
complete -c incidentd -n '__fish_seen_subcommand_from audit' -l public-key -r -F
complete -c incidentd -n '__fish_seen_subcommand_from audit' -l no-records
complete -c incidentd -n '__fish_seen_subcommand_from incident delivery audit' -l format -xa 'table json'
