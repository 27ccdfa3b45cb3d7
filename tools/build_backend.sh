#!/usr/bin/env bash
# Build one more backend of ggml beside the CPU's, and lay it into the environment: tools/build_backend.sh vulkan|cuda
#
# It is made of the same hash-pinned source with the same flags as the wheel, so that they fit together; the library is
# kept in the user's cache, once for each version, set of flags and machine. CUDA's has been written, but never run.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
backend=$1
case $backend in
    vulkan) needs=glslc ;;
    cuda) needs=nvcc ;;
    *) echo "usage: tools/build_backend.sh vulkan|cuda" >&2; exit 2 ;;
esac
library=libggml-$backend.so

. tools/llama_flags.sh
flags=${flags/ -DGGML_CPU_ALL_VARIANTS=ON/}
flags+=" -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Release -DLLAMA_BUILD_COMMON=OFF -DGGML_${backend^^}=ON"
flags+=' -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON -DCMAKE_INSTALL_RPATH=$ORIGIN'
digest=$( (cat requirements/llama.txt; echo "$flags") | sha256sum | cut -c1-12)
kept="${XDG_CACHE_HOME:-$HOME/.cache}/secretaire/wheels/$digest-$backend-$(uname -m)"

if [ ! -f "$kept/$library" ]; then
    command -v $needs > /dev/null || { echo "  $needs is needed to build the $backend backend: install it first." >&2; exit 1; }
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    $python -m pip download --quiet --no-deps --no-build-isolation --require-hashes --no-binary llama-cpp-python \
        --dest "$work" -r requirements/llama.txt
    mkdir "$work/source"; tar -xzf "$work"/llama_cpp_python-*.tar.gz -C "$work/source" --strip-components=1
    if [ "$backend" = vulkan ]; then
        tools/vulkan_headers.sh "$work/headers"
        flags+=" -DVulkan_INCLUDE_DIR=$work/headers/usr/include -DCMAKE_PREFIX_PATH=$work/headers/usr"
        flags+=" -DVulkan_LIBRARY=$(ldconfig -p | sed -n 's/.*libvulkan\.so\.1.* => //p' | head -n 1)"
        # The shaders' own build is another CMake project; the header of SPIR-V is looked for by include path.
        export CPLUS_INCLUDE_PATH="$work/headers/usr/include"
    fi
    echo "  building ggml's $backend backend (some ten minutes, once)"
    if ! { PATH="$PWD/.venv/bin:$PATH" cmake -G Ninja -S "$work/source/vendor/llama.cpp" -B "$work/build" $flags \
        && PATH="$PWD/.venv/bin:$PATH" cmake --build "$work/build" --parallel "$(nproc)" --target "ggml-$backend"; } 2>&1 \
        | tee "$work/log" | tools/build_progress.sh; then
        tail -n 30 "$work/log" >&2
        echo "ggml's $backend backend could not be built; the lines above say why." >&2
        exit 1
    fi
    rm -rf "$kept.new"; mkdir -p "$kept.new"
    find "$work/build" -name "$library" -type f -exec cp {} "$kept.new/" \;
    (cd "$kept.new" && sha256sum -- "$library" > SHA256SUMS)
    rm -rf "$kept"; mv "$kept.new" "$kept"
fi
(cd "$kept" && sha256sum --quiet --check SHA256SUMS)
cp "$kept/$library" "$($python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')/llama_cpp/lib/"
