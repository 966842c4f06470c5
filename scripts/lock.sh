#!/bin/sh
# Resolve the dependencies for every supported Python at once and pin them with hashes.
#   run.txt       what the program needs        dev.txt  the same and the test and lint tools
#   headless.txt  what the tests of the rooms without Qt need
set -eu
uv=${1:-uv}
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header "$@"; }
compile pyproject.toml --group build -o locks/run.txt
compile pyproject.toml --group dev -c locks/run.txt -o locks/dev.txt
compile pyproject.toml --group build --group test -c locks/run.txt \
    --no-emit-package pyside6-essentials --no-emit-package shiboken6 --no-emit-package pyqtgraph \
    --no-emit-package pytest-qt -o locks/headless.txt
