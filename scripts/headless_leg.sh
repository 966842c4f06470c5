#!/bin/sh
# Prove that engine, nets, data, probes, figures, project and cli need no Qt: import them and run their tests
# in an environment that has none.
set -eu
cd "$(dirname "$0")/.."
python=${1:-.venv/bin/python}
env=$(mktemp -d)
trap 'rm -rf "$env"' EXIT
"$python" -m venv "$env"
"$env/bin/python" -m pip --quiet --disable-pip-version-check install --require-hashes -r locks/headless.txt
"$env/bin/python" - <<'PY'
import importlib.util
import pkgutil

import filterlab

for qt in ("PySide6", "pyqtgraph"):
    assert importlib.util.find_spec(qt) is None, f"{qt} is here: this proves nothing"
names = [m.name for m in pkgutil.walk_packages(filterlab.__path__, "filterlab.") if ".gui" not in m.name]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(f"{len(names)} modules import without Qt")
PY
"$env/bin/python" -m pytest -q -p no:cacheprovider -o qt_log_level_fail= -o qt_log_ignore= -o qt_api= \
    --ignore=tests/gui tests
