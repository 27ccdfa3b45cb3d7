#!/usr/bin/env bash
# Show a build's "[n/m]" lines as progress: in place on a terminal, every tenth part elsewhere.
last=-1
while IFS= read -r line; do
    if [[ $line =~ \[([0-9]+)/([0-9]+)\] ]]; then
        done=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
        if [ -t 1 ]; then printf '\r  llama.cpp %d of %d ' "$done" "$all"
        elif [ $((10 * done / all)) -ne "$last" ]; then last=$((10 * done / all)); echo "  llama.cpp $done of $all"; fi
    fi
done
if [ -t 1 ]; then echo; fi
