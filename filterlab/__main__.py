"""Run FilterLab as ``python -m filterlab``."""

from filterlab.cli import main

if __name__ == "__main__":
    main()
