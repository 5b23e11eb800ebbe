# Completion of trema-ns for fish: put it into ~/.config/fish/completions, or say:
# trema-ns completion fish | source

function __trema_ns_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor | string unescape)
    set -l lines ($words[1] __complete $words[2..] "$current" 2>/dev/null)
    printf '%s\n' $lines[2..]
    switch "$lines[1]"
        case files
            __fish_complete_path $current
        case folders
            __fish_complete_directories $current
        case programs
            __fish_complete_command
    end
end

complete --command trema-ns --no-files --keep-order --arguments '(__trema_ns_complete)'
