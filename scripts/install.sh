#!/usr/bin/env bash
# Install Concord from the archive that this script lies in, into a folder: no network is asked for anything.
set -euo pipefail
target=${1:?expected the folder to install into, as in: ./install.sh /opt/concord}
python=${PYTHON:-python3}
cd "$(dirname "$0")"
sha256sum --quiet --check SHA256SUMS
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "expected Python 3.11 or later; say PYTHON=/path/to/it" >&2; exit 1; }
"$python" -m venv --clear "$target"
pip=("$target/bin/python" -m pip --disable-pip-version-check install --quiet --no-input --no-index)
PIP_FIND_LINKS=wheels "${pip[@]}" --require-hashes -r service.lock
"${pip[@]}" --no-deps concord-*.whl
"$target/bin/concord" --version
