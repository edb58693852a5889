#!/usr/bin/env bash
# The wheel as a newcomer gets it: built, installed into a clean environment from the hash lock, and run once.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/uv build -q --wheel --no-build-isolation --python .venv/bin/python --out-dir "$work/dist" .
python3 -m venv "$work/venv"
pip=("$work/venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-input)
"${pip[@]}" --require-hashes -r requirements/run.lock
"${pip[@]}" --no-deps "$work"/dist/concord-*.whl
(cd "$work" && "$work/venv/bin/concord" brief demo --html "$work/demo.html" >"$work/demo.txt")
grep -q "portions x" "$work/demo.txt"
test -s "$work/demo.html"
"$work/venv/bin/python" - "$work" <<'E'
import json, subprocess, sys
command = [f"{sys.argv[1]}/venv/bin/concord", "demo", "--folder", f"{sys.argv[1]}/nodes", "--port", "0", "--json"]
with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
    print("wheel: two nodes:", *json.loads(process.stdout.readline())["nodes"])
    process.terminate()
sys.exit(process.returncode)
E
echo "wheel: installed and run"
