#!/usr/bin/env bash
# Print the Python to build the environment with: $PYTHON, else the newest of 3.13, 3.12, 3.11 that works.
set -euo pipefail
fits='import sys, venv, ensurepip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c "$fits" 2> /dev/null; then command -v "$candidate"; exit 0; fi
done
echo "Secretaire needs Python 3.11, 3.12 or 3.13 with its venv module; install one, or name it with PYTHON=…" >&2
exit 1
