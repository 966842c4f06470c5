"""A program that is killed while it writes its project loses at most what it was writing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_two_hundred_killed_programs_leave_whole_projects_with_all_that_was_kept() -> None:
    # A process of its own: it forks, which one with threads must not do.
    script = Path(__file__).with_name("kills.py")
    settings = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, str(script), "200"], check=False, capture_output=True, text=True, env=settings
    )
    assert done.stdout == "200 kills, 0 left something wrong\n"
    assert done.returncode == 0, done.stderr
