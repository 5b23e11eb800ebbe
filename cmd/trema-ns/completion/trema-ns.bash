# Completion of trema-ns for bash: put it into the folder of bash-completion, or
# say: source <(trema-ns completion bash)

_trema_ns() {
  # Bash cuts words at : and =, too; they are put together again.
  local rest=$COMP_LINE words=() i word
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((i > 0)) && [[ $rest != [[:space:]]* ]]; then
      words[${#words[@]} - 1]+=$word
    else
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("$word")
    fi
    rest=${rest:${#word}}
  done

  local bare=()
  for word in "${words[@]:1}"; do
    word=${word//\\/}
    bare+=("${word//[\"\']/}")
  done
  local current=${bare[${#bare[@]} - 1]} lines kept=
  [[ $current == *[:=]* ]] && kept=${current%"${current##*[:=]}"}
  mapfile -t lines < <("${COMP_WORDS[0]}" __complete "${bare[@]}" 2>/dev/null)

  COMPREPLY=()
  for word in "${lines[@]:1}"; do
    word=${word%%$'\t'*}
    COMPREPLY+=("$(printf %q "${word#"$kept"}")")
  done
  local path=${current##*=} found=()
  case ${lines[0]} in
    files) mapfile -t found < <(compgen -f -- "$path") ;;
    folders) mapfile -t found < <(compgen -d -- "$path") ;;
    programs) mapfile -t found < <(compgen -c -- "$path") ;;
  esac
  if ((${#found[@]} > 0)); then
    COMPREPLY+=("${found[@]}")
    compopt -o filenames 2>/dev/null
  fi
}

complete -F _trema_ns trema-ns
