"""Say in one sentence what this machine lacks before anything is installed.

Runs with the system's own Python, before the local environment exists, so it uses the standard library alone.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What Qt needs to draw, with or without a screen, and the Debian package that brings it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}


def missing_packages() -> list[str]:
    """Name the Debian packages whose libraries this machine cannot load."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if shutil.which("fc-list") is None and not Path("/usr/share/fonts/truetype").is_dir():
        missing.append("fonts-dejavu-core")
    return missing


def main() -> int:
    """Check Python, venv and the system libraries; install the latter where we may."""
    if tuple(sys.version_info) < (3, 11):
        print(
            f"FilterLab needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
            "Name a newer one: make run PYTHON=python3.13",
            file=sys.stderr,
        )
        return 1
    if importlib.util.find_spec("ensurepip") is None:
        print("Python's venv module is missing. On Debian: apt install python3-venv", file=sys.stderr)
        return 1
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing_packages()
    if not packages:
        return 0
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing the system libraries Qt needs: {' '.join(packages)}")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
    print(f"Qt needs system libraries that are not here. Run: sudo {' '.join(command)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
