"""Published data sets in the user's cache folder: downloaded, or put there by hand."""

from collections.abc import Callable
from pathlib import Path

from filterlab.data.cifar import CIFAR_FILE_BYTES, CIFAR_FOLDER, find_cifar_files
from filterlab.data.idx import find_idx_files
from filterlab.data.naming import quoted
from filterlab.data.published_files import PUBLISHED, PublishedSet, RemoteFile
from filterlab.errors import FilterLabError
from filterlab.files import sha256_of

_IDX_PARTS = 4


def published_folder(name: str) -> Path:
    """Return the folder of the user's cache in which a published data set lies, there or not."""
    from platformdirs import user_cache_path

    return user_cache_path("filterlab", appauthor=False) / "data" / name


def dataset_is_there(name: str) -> bool:
    """Return whether a published data set's files are on this computer, downloaded or put there by hand."""
    folder = published_folder(name)
    return len(find_idx_files(folder)) == _IDX_PARTS or bool(find_cifar_files(folder))


def download_dataset(
    name: str,
    *,
    progress: Callable[[int, int], None] | None = None,
    proceed: Callable[[], bool] | None = None,
) -> Path:
    """Download a published data set into the user's cache folder, going on where an earlier try broke off.

    Parameters
    ----------
    name : str
        A key of `PUBLISHED`.
    progress : callable, optional
        Told how many bytes of all files are there, and how many there will be.
    proceed : callable, optional
        Asked after every piece; False ends the download, and what has come is kept for the next time.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    FilterLabError
        There is no such data set, or a file cannot be fetched: see `downloading.download_file`.
    """
    # The web's modules take longer to load than most people's first picture.
    from filterlab.data.downloading import download_file

    if name not in PUBLISHED:
        raise FilterLabError(f'There is no data set "{name}" to download: choose {", ".join(PUBLISHED)}.')
    entry, folder = PUBLISHED[name], published_folder(name)
    before = 0
    for file in entry.files:

        def tell(there: int, before: int = before) -> None:
            if progress is not None:
                progress(before + there, entry.size)

        download_file(file, folder, progress=tell, proceed=proceed)
        before += file.size
    return folder


def find_published(name: str) -> Path:
    """Return the folder of a published data set whose files are the published ones.

    Raises
    ------
    FilterLabError
        Its files are not on this computer, and the sentence says how they get there; or one of them is another.
    """
    if not dataset_is_there(name):
        raise FilterLabError(how_to_get(name))
    folder = published_folder(name)
    for path in (*find_idx_files(folder).values(), *find_cifar_files(folder)):
        _check(path, PUBLISHED[name])
    return folder


def how_to_get(name: str) -> str:
    """Say in a sentence that a published data set is not here, and how its files get onto this computer."""
    entry = PUBLISHED[name]
    base, _, _ = entry.files[0].urls[0].rpartition("/")
    names = ", ".join(file.name for file in entry.files)
    unpacked = f"its folder {CIFAR_FOLDER}" if len(entry.files) == 1 else "the same without .gz"
    return (
        f"{entry.title} is not on this computer yet: download it ({entry.size / 1e6:.1f} MB), or fetch {names} (or "
        f"{unpacked}) from {base}/ by hand and put it into {quoted(published_folder(name))}."
    )


def _check(path: Path, entry: PublishedSet) -> None:
    """Raise unless a file that goes by the name of a published one is that."""
    # MNIST's files are called by others with a dot, train-images.idx3-ubyte.
    name = path.name.replace(".idx", "-idx")
    wanted = next((file for file in entry.files if file.name in {name, f"{name}.gz"}), None)
    size, sha256 = _facts_of(name, wanted)
    if path.stat().st_size != size:
        why = f"it has {path.stat().st_size:,} bytes instead of {size:,}"
    elif sha256 and sha256_of(path) != sha256:
        why = "its SHA-256 differs"
    else:
        return
    raise FilterLabError(
        f"{quoted(path)} is not the published file of {entry.title} ({why}): take it away and download {entry.title} "
        "again, or choose the folder itself as data of your own."
    )


def _facts_of(name: str, wanted: RemoteFile | None) -> tuple[int, str]:
    """Return how many bytes a file has and their SHA-256, empty where only the packed file's is known."""
    if wanted is None:
        return CIFAR_FILE_BYTES, ""
    if name == wanted.name:
        return wanted.size, wanted.sha256
    return wanted.unpacked_size, wanted.unpacked_sha256
