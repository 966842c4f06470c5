#!/bin/sh
# Run the tests of what may differ under Python 3.13 and its Qt, where there is one: processes, files, commands and the
# whole window by mouse and keyboard. The rest does not change with Python: `make test` runs that once.
# With the word "environment" it only makes the environment for them.
set -eu
cd "$(dirname "$0")/.."
tests="tests/test_files.py tests/project tests/cli tests/gui/test_windows.py tests/gui/test_main_window.py tests/gui/test_walks.py tests/gui/test_incoming.py tests/gui/test_training_process.py"
target=test
[ "${1:-}" != environment ] || target=.venv-3.13/.ready-dev
for candidate in python3.13 "$HOME"/.pyenv/versions/3.13*/bin/python3.13; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
        make PYTHON="$candidate" VENV=.venv-3.13 ARGS="$tests" "$target"
        exit 0
    fi
done
echo "No Python 3.13 on this machine: only $(python3 --version) was tested here."
