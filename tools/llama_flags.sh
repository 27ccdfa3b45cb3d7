# Sourced by the builds of llama.cpp: its CMake flags, so that every library is built alike.
# shellcheck shell=bash

# No examples, tools, servers or downloads. OpenMP's barriers sleep when another program has the cores; llama.cpp's own
# spin, and fell from 160 to 2 tokens/s beside one busy program on two cores (measured).
flags="-DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF"
flags+=" -DLLAMA_CURL=OFF -DMTMD_INSTALL=OFF -DGGML_OPENMP=ON -DGGML_NATIVE=OFF"
# Any x86 laptop since 2013; the next issue brings every CPU variant in one build.
if [ "$(uname -m)" = x86_64 ]; then
    flags+=" -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON"
fi
