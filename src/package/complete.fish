
# complete.fish - how fish completes, below the tables that build/complete/make prints.
#
# SPDX-License-Identifier: ISC

complete -c samedesk -n __fish_use_subcommand -f -l version -d 'print the version'
complete -c samedesk -n __fish_use_subcommand -f -l help -d 'print an overview'
