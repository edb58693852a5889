#!/usr/bin/env bash
# The archive as an operator gets it: made, installed without a network into a clean environment, and run once.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xf "$(scripts/archive.sh)"
alone=(unshare --net --map-root-user)
"${alone[@]}" true 2>/dev/null || { alone=(env); echo "archive: this machine lets nobody run without a network: installed with it in reach"; }
PYTHON=$PWD/.venv/bin/python "${alone[@]}" "$work"/concord-*/install.sh "$work/venv"
echo x >> "$(find "$work"/concord-*/wheels -name 'click-*')"
if PYTHON=$PWD/.venv/bin/python "$work"/concord-*/install.sh "$work/other" 2>/dev/null; then echo "archive: a wheel that was changed was taken" >&2; exit 1; fi
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
