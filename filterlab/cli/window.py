"""The two commands that need Qt: the window itself, and a picture of it."""

import re
from pathlib import Path

from filterlab.cli.output import Voice, check_destination
from filterlab.errors import FilterLabError


def open_window(files: list[Path]) -> int:
    """Open the window with some files, stay until it is closed, and return the exit code."""
    missing = next((path for path in files if not path.exists()), None)
    if missing is not None:
        raise FilterLabError(f'"{missing}" does not exist; check the name of the file to open.')
    _check_qt()
    from filterlab.gui.application import run

    return run(files)


def take_shot(
    workspace: str, output: Path, size: str, theme: str, state: str, panel: str, voice: Voice
) -> None:
    """Render one state of a workspace to a PNG file.

    Raises
    ------
    FilterLabError
        If the size is not understood, the file cannot be written, Qt is missing, or the workspace, the state,
        the panel or the theme is not known.
    """
    width, height = read_size(size)
    check_destination(output, (".png",))
    _check_qt()
    from filterlab.gui.shot import Shot, write_shot

    shot = Shot(workspace, state, panel, (width, height), theme)
    write_shot(shot, output)
    seen = f", state {state}" if state != "example" else ""
    seen += f", panel {panel}" if panel else ""
    voice.tell(
        f"{output}: the {workspace} workspace{seen}, {width} × {height} pixels, {theme}",
        {
            "workspace": workspace,
            "state": state,
            "panel": panel,
            "output": str(output),
            "width": width,
            "height": height,
            "theme": theme,
        },
    )


def read_size(text: str) -> tuple[int, int]:
    """Read a size such as ``1400x900`` as (width, height)."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*[x×]\s*(\d{1,5})\s*", text)
    if match is None:
        raise FilterLabError(f'The size "{text}" is not understood; write width x height, such as 1400x900.')
    return int(match[1]), int(match[2])


def _check_qt() -> None:
    from importlib.util import find_spec

    if find_spec("PySide6") is None:
        raise FilterLabError(
            "The window needs PySide6, which is not installed; run pip install PySide6-Essentials, or use "
            "the commands that need no window, such as filterlab demo."
        )
