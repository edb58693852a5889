#!/usr/bin/env bash
# An archive to install from without a network: the wheel of Concord, every wheel that it needs as the lock names it,
# their digests, and the script that installs them. For the Python and the machine that it is made on.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(.venv/bin/python -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
machine=$(.venv/bin/python -c 'import sys, sysconfig; print(f"py{sys.version_info[0]}{sys.version_info[1]}-{sysconfig.get_platform()}")')
name="concord-$version-$machine"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/wheels" dist
.venv/bin/uv build -q --wheel --no-build-isolation --python .venv/bin/python --out-dir "$work/$name" .
.venv/bin/python -m pip --disable-pip-version-check download -qq --no-input --only-binary :all: \
  --require-hashes -r requirements/service.lock --dest "$work/$name/wheels"
cp requirements/service.lock docs/guides/operator.md LICENSE "$work/$name/"
install -m 755 scripts/install.sh "$work/$name/install.sh"
(cd "$work/$name" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
tar -C "$work" --sort=name --owner=0 --group=0 -cf "dist/$name.tar" "$name"
echo "dist/$name.tar"
