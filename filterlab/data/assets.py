"""Where FilterLab's own files are: sample pictures, icons, colour maps."""

from pathlib import Path, PurePosixPath

from filterlab.errors import FilterLabError

_PACKAGE = Path(__file__).resolve().parents[1]


def asset_path(name: str) -> Path:
    """Find one of the files or folders that come with FilterLab.

    An installed wheel carries them inside the package (`filterlab/assets`); in a checkout they lie beside it
    (`assets`).

    Parameters
    ----------
    name : str
        The path inside `assets`, with forward slashes: `"samples/mouse.png"`.

    Returns
    -------
    Path
        An existing file or folder.

    Raises
    ------
    FilterLabError
        There is no such file, so the installation is not whole.
    """
    return _find(name, (_PACKAGE / "assets", _PACKAGE.parent / "assets"))


def _find(name: str, folders: tuple[Path, ...]) -> Path:
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        raise FilterLabError(f'"{name}" leads out of the assets folder: name a file inside it.')
    for folder in folders:
        candidate = folder / inside
        if candidate.exists():
            return candidate
    places = " and ".join(f'"{folder}"' for folder in folders)
    raise FilterLabError(
        f'FilterLab\'s own file "{name}" is missing (looked in {places}): install FilterLab again.'
    )
