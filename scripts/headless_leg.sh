#!/bin/sh
# Prove that engine, nets, data, probes, figures, project and cli need no Qt: import them and run their tests
# in an environment that has none.
set -eu
cd "$(dirname "$0")/.."
env=$(mktemp -d)
trap 'rm -rf "$env"' EXIT
.venv/bin/python -m venv "$env"
.venv/bin/uv pip install --quiet --python "$env/bin/python" --require-hashes -r locks/headless.txt
.venv/bin/uv pip install --quiet --python "$env/bin/python" --no-deps --no-build-isolation -e .
"$env/bin/python" - <<'PY'
import importlib.util
import pkgutil

import filterlab

for qt in ("PySide6", "pyqtgraph"):
    assert importlib.util.find_spec(qt) is None, f"{qt} is here: this proves nothing"
names = [m.name for m in pkgutil.walk_packages(filterlab.__path__, "filterlab.", onerror=lambda _name: None)]
names = [name for name in names if not name.startswith("filterlab.gui") and not name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
print(f"{len(names)} modules import without Qt")
PY
"$env/bin/python" -m pytest -q -n auto --dist worksteal -p no:cacheprovider -c tests/headless.ini --rootdir . tests
