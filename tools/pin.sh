#!/usr/bin/env bash
# Pin every dependency with the hashes of all its files, without naming where they come from.
# Needs pip-tools; run it to take newer versions, then run the tests.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
LEFT_OUT='pymupdf-layout|pymupdf4llm|onnxruntime|flatbuffers|protobuf|networkx|psutil|pyyaml|pip'

compile() {
    pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
        --allow-unsafe --strip-extras --output-file "$2" "$1"
}
# select FILE NAMES keep|drop: whole requirements (a line and its hashes) by name
select_requirements() {
    awk -v names="^($2)==" -v mode="$3" '
        /^#/ || /^$/ { next }
        /^[^ ]/ { matched = ($0 ~ names) }
        { if ((mode == "keep") == matched) print }' "$1"
}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
compile runtime.in "$work/runtime.txt"
{ echo "-c $work/runtime.txt"; cat dev.in; } > "$work/dev.in"
compile "$work/dev.in" "$work/dev.txt"
compile build.in "$work/build.txt"
{ echo "-c $work/runtime.txt"; echo "-c $work/dev.txt"; cat exporters.in; } > "$work/exporters.in"
compile "$work/exporters.in" "$work/exporters.txt"
installed=$(grep -o '^[a-z0-9.-]*==' "$work/runtime.txt" | tr -d '=' | grep -vxE "$LEFT_OUT" | paste -sd '|')
for name in runtime llama dev build exporters; do sed -n '/^#/p' "$name.txt" > "$work/$name.head"; done
{ cat "$work/llama.head"; select_requirements "$work/runtime.txt" llama-cpp-python keep; } > llama.txt
{ cat "$work/runtime.head"; select_requirements "$work/runtime.txt" "$LEFT_OUT|llama-cpp-python" drop; } > runtime.txt
{ cat "$work/dev.head"; select_requirements "$work/dev.txt" "$installed" drop; } > dev.txt
# gguf names requests and tqdm too, but loads them only to download and to show progress.
{ cat "$work/exporters.head"; select_requirements "$work/exporters.txt" 'gguf|pyyaml' keep; } > exporters.txt
{ cat "$work/build.head"; select_requirements "$work/build.txt" none drop; } > build.txt
