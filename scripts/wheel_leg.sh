#!/bin/sh
# Build the wheel, install it into an empty environment and use it from another folder: its assets must be inside.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
.venv/bin/python -m build --wheel --no-isolation --outdir "$place" >/dev/null
.venv/bin/python -m venv "$place/env"
install=".venv/bin/uv pip install --quiet --python $place/env/bin/python"
$install --require-hashes -r locks/run.txt
$install --no-deps "$place"/filterlab-*.whl
mkdir "$place/elsewhere"
cd "$place/elsewhere"
HOME="$place/home"
export HOME
mkdir "$HOME"
"$place/env/bin/filterlab" --version
"$place/env/bin/python" - <<'PY'
from filterlab.data import load_sample, presets, samples

for name in samples:
    load_sample(name)
print(f"{len(samples)} sample pictures and {len(presets)} presets found in the wheel")
PY
"$place/env/bin/filterlab" summary tiny --json >/dev/null
"$place/env/bin/filterlab" shot design -o design.png
test -s design.png
