#!/usr/bin/env bash
# Write the hash locks anew: no host names in them, good for every platform. Run it after changing pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate pyproject.toml "${@:2}" -o "requirements/$1.lock"
}
lock run --group build
lock service --extra postgresql
lock dev --group dev
lock bench --group dev --group bench
