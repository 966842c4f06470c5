#!/bin/sh
# Render every workspace in both sizes and both themes into docs/pictures, for the README and the documentation.
set -eu
filterlab=${1:-filterlab}
mkdir -p docs/pictures
for workspace in design circuit train compare; do
    for theme in light dark; do
        "$filterlab" shot "$workspace" -o "docs/pictures/$workspace-$theme.png" --size 1400x900 --theme "$theme"
        "$filterlab" shot "$workspace" -o "docs/pictures/$workspace-$theme-small.png" --size 1000x700 --theme "$theme"
    done
done
