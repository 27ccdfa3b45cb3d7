#!/usr/bin/env bash
# Install the system packages Secretaire needs, where this user may; name them otherwise.
set -euo pipefail

# compiler for llama.cpp; seccomp; Tesseract's language data; Qt's libraries, fonts; for tests a virtual screen, strace, a keyring
PACKAGES="python3-venv g++ libgomp1 libseccomp2
tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-osd
libdbus-1-3 libegl1 libgl1 libxkbcommon-x11-0 libxkbcommon0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libfontconfig1 fonts-dejavu-core
xvfb xauth strace dbus-daemon gnome-keyring"
# For make vulkan: the shaders' compiler, the loader, and Mesa's drivers, its software one (lavapipe) among them.
if [ "${1:-}" = vulkan ]; then PACKAGES="g++ glslc libvulkan1 mesa-vulkan-drivers"; fi

if ! command -v dpkg-query > /dev/null; then
    echo "  These packages (Debian's names) are needed; install your system's equivalents: $(echo $PACKAGES)" >&2
    exit 0
fi
missing=()
for package in $PACKAGES; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if [ "$(id -u)" -eq 0 ]; then as_root=""
elif sudo -n true 2> /dev/null; then as_root="sudo"
else
    echo "  Some system packages are missing, and this user may not install them. Ask an administrator for:" >&2
    echo "    apt-get install ${missing[*]}" >&2
    # Only what nothing works without stops us here.
    command -v g++ > /dev/null || { echo "  A C++ compiler is essential: stopping." >&2; exit 1; }
    exit 0
fi
echo "  installing ${#missing[@]} system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
