#!/usr/bin/env bash
# Build llama.cpp's own tools, which the benchmarks measure the engine against, from the source package that the engine
# is built from and with the same flags. Used by benchmarks only: they are kept in the user's cache, once for each
# version and set of flags, and never installed. Prints the folder that holds them.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
tools=(llama-bench llama-batched-bench llama-server)

. tools/llama_flags.sh
# CMake takes the last of two values. No web interface, no HTTPS, no programs that start others: nothing is downloaded.
flags+=" -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TOOLS=ON -DLLAMA_BUILD_SERVER=ON -DLLAMA_BUILD_APP=OFF"
flags+=" -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_SUBPROCESS=OFF"
flags+=" -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Release"
digest=$( (cat requirements/llama.txt; echo "$flags"; echo "${tools[@]}") | sha256sum | cut -c1-12)
kept="${XDG_CACHE_HOME:-$HOME/.cache}/secretaire/peers/$digest-$(uname -m)"

if [ ! -f "$kept/SHA256SUMS" ]; then
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    echo "  building llama.cpp's tools (some minutes, once)" >&2
    $python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes \
        --no-binary llama-cpp-python --dest "$work" -r requirements/llama.txt >&2
    tar -xzf "$work"/*.tar.gz -C "$work" --strip-components=1
    # shellcheck disable=SC2086  # the flags are words
    if ! (PATH="$PWD/.venv/bin:$PATH"
        cmake -S "$work/vendor/llama.cpp" -B "$work/build" -G Ninja $flags -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON \
            '-DCMAKE_INSTALL_RPATH=$ORIGIN' &&
        nice -n 10 cmake --build "$work/build" --parallel "$(nproc)" --target "${tools[@]}") 2>&1 |
        tee "$work/log" | tools/build_progress.sh >&2; then
        tail -n 30 "$work/log" >&2
        echo "llama.cpp's tools could not be built; the lines above say why." >&2
        exit 1
    fi
    # The tools find their libraries, and ggml its backends, in their own folder.
    rm -rf "$kept.new"; mkdir -p "$kept.new"
    (cd "$work/build/bin" && cp -P "${tools[@]}" ./*.so* "$kept.new/")
    (cd "$kept.new" && find . -type f ! -name SHA256SUMS -print0 | xargs -0 sha256sum > SHA256SUMS)
    rm -rf "$kept"; mv "$kept.new" "$kept"
fi
(cd "$kept" && sha256sum --quiet --check SHA256SUMS)
echo "$kept"
