
# complete.bash - how bash completes, below the tables that build/complete/make prints.
#
# SPDX-License-Identifier: ISC

# What words and paths say, with what was typed before them. typed: the option with its "="; value: as much as there is of its value.
_samedesk_reply()
{
	local typed=$1 value=$2 IFS=$' \n' breaks=${COMP_WORDBREAKS//[^=:]/} given i rest out
	local -a found=()
	if [[ -n $after && $value == *:* ]]; then
		typed+=${value%%:*}: value=${value#*:} words= paths=$after
	fi
	if [[ -n $words ]]; then
		out=$(compgen -W "$words" -- "$value") && mapfile -t found <<<"$out"
	fi
	# as far as the next "=": rules before their levels
	for ((i = 0; i < ${#found[@]} && ${#found[@]} > 1; i++)); do
		rest=${found[i]:${#value}}
		if [[ $rest == ?*=* ]]; then
			found[i]=${found[i]:0:${#value}}${rest%%=*}=
		fi
	done
	case $paths in
	files) out=$(compgen -f -- "$value") && mapfile -t -O ${#found[@]} found <<<"$out" ;;
	folders) out=$(compgen -d -- "$value") && mapfile -t -O ${#found[@]} found <<<"$out" ;;
	esac
	mapfile -t COMPREPLY <<<"$(printf "%s\n" "${found[@]/#/$typed}" | uniq)"
	if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then
		compopt -o nospace 2>/dev/null
	fi
	if [[ -n $paths ]]; then
		compopt -o filenames 2>/dev/null
	fi
	# bash takes what stands before a "=" or ":" for a word that is typed already
	given=$typed$value
	if [[ -n $breaks && $given == *["$breaks"]* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${given%"${given##*["$breaks"]}"}"}")
	fi
	if ((${#found[@]} == 0)); then
		COMPREPLY=()
	fi
}

_samedesk()
{
	local line=${COMP_LINE:0:COMP_POINT} words= paths= after=
	local cur=${line##*[[:blank:]]}
	local -a before
	read -r -a before <<<"${line%"$cur"}"
	if ((${#before[@]} < 2)) || [[ ${before[1]} == help ]]; then
		words="$_samedesk_commands"
		if ((${#before[@]} < 2)); then
			words+=' help --help --version'
		fi
		_samedesk_reply '' "$cur"
	elif [[ $cur == --*=* ]]; then
		_samedesk_value "${cur%%=*}" && _samedesk_reply "${cur%%=*}=" "${cur#*=}"
	elif _samedesk_value "${before[-1]}"; then
		_samedesk_reply '' "$cur"
	else
		case $cur in
		-*) words=$(_samedesk_options "${before[1]}") ;;
		*) _samedesk_operand "${before[1]}" ;;
		esac
		_samedesk_reply '' "$cur"
	fi
}

complete -F _samedesk samedesk
