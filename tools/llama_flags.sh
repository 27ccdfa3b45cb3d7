# Sourced by the builds of llama.cpp: its CMake flags, so that every library is built alike.
# shellcheck shell=bash

# No examples, tools, servers or downloads. OpenMP's barriers sleep when another program has the cores; llama.cpp's own
# spin, and fell from 160 to 2 tokens/s beside one busy program on two cores (measured).
flags="-DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF"
flags+=" -DLLAMA_CURL=OFF -DMTMD_INSTALL=OFF -DGGML_OPENMP=ON -DGGML_NATIVE=OFF"
# ggml's backends are libraries of their own, loaded at run time: another one (tools/build_backend.sh) can be laid beside
# them, and on x86 there is one for each generation of processor, from plain x86-64 over SSE4.2 to AVX-512 and AMX, of
# which ggml takes the best that this processor can run. So no laptop meets an illegal instruction.
flags+=" -DGGML_BACKEND_DL=ON"
if [ "$(uname -m)" = x86_64 ]; then flags+=" -DGGML_CPU_ALL_VARIANTS=ON"; fi
# The backends belong beside libggml.so, and a wheel has no symbolic links: each versioned name would be another copy.
flags+=" -DCMAKE_INSTALL_BINDIR=llama_cpp/lib -DCMAKE_PLATFORM_NO_VERSIONED_SONAME=ON"
