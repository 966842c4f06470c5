"""A program that is killed while it writes its project loses at most what it was writing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_script(name: str, kills: int) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own: it forks, which one with threads must not do."""
    script = Path(__file__).with_name(name)
    settings = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, str(script), str(kills)], check=False, capture_output=True, text=True, env=settings
    )


def test_two_hundred_killed_programs_leave_whole_projects_with_all_that_was_kept() -> None:
    done = run_script("kills.py", 200)
    assert done.stdout == "200 kills, 0 left something wrong\n"
    assert done.returncode == 0, done.stderr


def test_runs_that_were_killed_and_taken_up_again_are_those_nobody_disturbed_to_the_last_bit() -> None:
    done = run_script("training_kills.py", 16)
    assert done.stdout == "0 of the interrupted runs came out differently\n"
    assert done.returncode == 0, done.stderr
