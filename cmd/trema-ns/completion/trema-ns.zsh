#compdef trema-ns
# Completion of trema-ns for zsh: put it into a folder of $fpath under the name
# _trema-ns, or say: source <(trema-ns completion zsh)

_trema_ns() {
  local -a lines described
  local line
  lines=("${(@f)$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "${(@)lines[2,-1]}"; do
    described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  (( ${#described} )) && _describe -V 'trema-ns' described
  case ${lines[1]} in
    files) _files ;;
    folders) _files -/ ;;
    programs) _command_names -e ;;
  esac
}

if [[ $funcstack[1] == _trema-ns ]]; then
  _trema_ns "$@"
else
  compdef _trema_ns trema-ns
fi
