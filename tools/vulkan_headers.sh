#!/usr/bin/env bash
# Put Vulkan and SPIR-V headers that are new enough for ggml into a directory: tools/vulkan_headers.sh DIRECTORY
#
# ggml needs vk::LayerSettingEXT (Vulkan 1.3.283 or later). Where the system's headers lack it, Debian's packages of a
# later release are unpacked, not installed: from the mirror that apt already uses, by a configuration of our own that
# leaves the system's sources, lists and packages alone; signatures are checked against the system's keyring.
set -euo pipefail
to=$1
later=trixie # Debian 13: Vulkan 1.4.309
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

mkdir -p "$to/usr"
if grep -qs LayerSettingEXT /usr/include/vulkan/vulkan_structs.hpp \
    && ls /usr/share/cmake/SPIRV-Headers /usr/lib/cmake/SPIRV-Headers > /dev/null 2>&1; then
    rm -rf "$to/usr"; ln -s /usr "$to/usr"
    exit 0
fi
if ! command -v apt-get > /dev/null || [ ! -r "$keyring" ]; then
    echo "  Vulkan headers 1.3.283 or later and SPIR-V headers (with their CMake files) are needed: install them." >&2
    exit 1
fi
mirror=$(apt-get indextargets 'Created-By: Packages' --format '$(COMPONENT) $(CODENAME) $(REPO_URI)' \
    | sed -n "s/^main $(. /etc/os-release; echo "${VERSION_CODENAME:-none}") //p" | head -n 1)
[ -n "$mirror" ] || { echo "  apt knows no mirror of this release to take the headers from." >&2; exit 1; }

apt=$(mktemp -d); trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/none"
: > "$apt/status"
echo "deb [signed-by=$keyring] $mirror $later main" > "$apt/sources.list"
options=(
    -o "Dir::Etc::SourceList=$apt/sources.list" -o "Dir::Etc::SourceParts=$apt/none"
    -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status"
    -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives"
    -o "APT::Sandbox::User=$(id -un)" -o "Acquire::Languages=none"
)
apt-get -qq "${options[@]}" update
(cd "$apt" && apt-get -qq "${options[@]}" download libvulkan-dev spirv-headers)
for package in "$apt"/*.deb; do dpkg-deb --extract "$package" "$to"; done
