#!/usr/bin/env bash
# Build llama.cpp's binding from its hash-pinned source, once for each version, set of flags and Python, and install it.
# The wheel is kept in the user's cache, so that another checkout need not build again.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python

. tools/llama_flags.sh
tag=$($python -c 'import sys, platform; print(f"cp{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}")')
digest=$( (cat requirements/llama.txt; echo "$flags") | sha256sum | cut -c1-12)
kept="${XDG_CACHE_HOME:-$HOME/.cache}/secretaire/wheels/$digest-$tag"

if ! ls "$kept"/*.whl > /dev/null 2>&1; then
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    # Not from pip's own cache: it would not notice other flags.
    echo "  building llama.cpp (some minutes, once)"
    if ! CMAKE_ARGS="$flags" CMAKE_BUILD_PARALLEL_LEVEL="$(nproc)" PATH="$PWD/.venv/bin:$PATH" \
        $python -m pip wheel -v --no-cache-dir --no-deps --no-build-isolation --require-hashes --no-binary llama-cpp-python \
        --wheel-dir "$work" -r requirements/llama.txt 2>&1 | tee "$work/log" | tools/build_progress.sh; then
        tail -n 30 "$work/log" >&2
        echo "llama.cpp could not be built; the lines above say why." >&2
        exit 1
    fi
    mkdir -p "$(dirname "$kept")"
    rm -rf "$kept.new"; mkdir "$kept.new"; cp "$work"/*.whl "$kept.new/"
    (cd "$kept.new" && sha256sum -- *.whl > SHA256SUMS)
    rm -rf "$kept"; mv "$kept.new" "$kept"
fi
(cd "$kept" && sha256sum --quiet --check SHA256SUMS)
$python -m pip install --quiet --no-deps --no-index --force-reinstall "$kept"/*.whl
