#!/bin/sh
# Run the tests once more under Python 3.13 where there is one; say so where there is none. What is about arithmetic alone
# does not change with Python: `make test` runs that once.
set -eu
cd "$(dirname "$0")/.."
for candidate in python3.13 "$HOME"/.pyenv/versions/3.13*/bin/python3.13; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
        make PYTHON="$candidate" VENV=.venv-3.13 ARGS="--ignore=tests/engine/proof --ignore=tests/data --ignore=tests/probes --ignore=tests/figures" test
        exit 0
    fi
done
echo "No Python 3.13 on this machine: only $(python3 --version) was tested here."
