
# complete.zsh - how zsh completes, below the tables that build/complete/make prints.
#
# SPDX-License-Identifier: ISC

# Words of two parts, the first of them before a "=", and files behind a colon.
_samedesk_staged() {
	local -a all=("$@")
	if compset -P '*:'; then
		_files
	elif [[ $1 == *=* ]]; then
		local first=${PREFIX%%=*}
		if compset -P '*='; then
			compadd -S '' -- ${${(M)all:#$first=*}#*=}
		else
			compadd -q -S '=' -- ${(u)all%%=*}
		fi
	else
		compadd -S '' -- "$@"
	fi
}

_samedesk() {
	if (( CURRENT == 2 )); then
		_samedesk_commands
		compadd -- help --help --version
	elif [[ $words[2] == help ]]; then
		_samedesk_commands
	else
		local command=$words[2]
		shift words
		(( CURRENT-- ))
		_samedesk_arguments $command
	fi
}

if [[ $funcstack[1] == _samedesk ]]; then
	_samedesk "$@"
else
	compdef _samedesk samedesk
fi
