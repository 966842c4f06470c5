"""Files fetched from the web: resumed where they broke off, checked by their published SHA-256, put in place whole.

Why this is not left to a library is told in ``docs/decisions/011-downloads.md``.
"""

import contextlib
import http.client
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from filterlab.data.naming import quoted
from filterlab.data.published_files import RemoteFile
from filterlab.data.web_line import Answer, Line
from filterlab.errors import FilterLabError
from filterlab.files import place_whole, sha256_of

TIMEOUT_SECONDS = 20.0
"""A server that says nothing for so long counts as gone."""

# A connection that breaks is taken up again this often before the user is asked to.
_ATTEMPTS = 4
_RANGE = re.compile(r"bytes (\d+)-")


class DownloadStoppedError(FilterLabError):
    """A download is no longer wanted; whoever stopped it expects this and need not tell the user."""


class _CutError(Exception):
    """The connection broke; what has come so far is kept."""


class _RefusedError(Exception):
    """An address does not have the file; another may."""


def download_file(
    wanted: RemoteFile,
    folder: Path,
    *,
    progress: Callable[[int], None] | None = None,
    proceed: Callable[[], bool] | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Path:
    """Fetch a file into a folder, going on where an earlier try broke off.

    What has come so far lies beside the file under its name with ``.part``; only when all of it is there and has
    the right SHA-256 does it get its name. A file that is there already and right is left alone.

    Parameters
    ----------
    wanted : RemoteFile
        What to fetch.
    folder : Path
        Where to put it; made if it is missing.
    progress : callable, optional
        Told how many bytes are there, now and then and at the end.
    proceed : callable, optional
        Asked after every piece, and ten times a second while none comes; False ends the download, and what has come
        is kept for the next time.
    timeout : float
        Seconds of silence after which a server counts as gone.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FilterLabError
        The address cannot be reached or has another file, or the disk is full; the sentence says how to put the
        file there by hand. `DownloadStoppedError` if it was not to proceed.
    """
    target, part = folder / wanted.name, folder / f"{wanted.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not is_whole(target, wanted):
            if _size_of(part) > wanted.size:
                part.unlink()
            _check_room(wanted, folder, wanted.size - _size_of(part))
            # A part that was there may be what is wrong: then all is fetched once more.
            for _attempt in range(2 if _size_of(part) else 1):
                _fetch(wanted, part, progress, proceed, timeout)
                if sha256_of(part) == wanted.sha256:
                    break
                part.unlink()
            else:
                raise FilterLabError(
                    f"What was downloaded as {wanted.name} is not the published file (its SHA-256 differs), so it "
                    f"was thrown away: try again, or {by_hand(wanted, folder)}."
                )
            place_whole(target, lambda temporary: _move(part, temporary))
    except OSError as error:
        raise FilterLabError(
            f"{quoted(target)} could not be written ({error.strerror or error}): make room or change the folder's "
            "permissions, and download again."
        ) from error
    if progress is not None:
        progress(wanted.size)
    return target


def is_whole(path: Path, wanted: RemoteFile) -> bool:
    """Return whether a file is there with all the published bytes."""
    return _size_of(path) == wanted.size and sha256_of(path) == wanted.sha256


def by_hand(wanted: RemoteFile, folder: Path) -> str:
    """Tell, as the end of a sentence, how a file can be put in place without this program."""
    return f"fetch {wanted.urls[0]} with a browser and put it into {quoted(folder)}"


def _fetch(
    wanted: RemoteFile,
    part: Path,
    progress: Callable[[int], None] | None,
    proceed: Callable[[], bool] | None,
    timeout: float,
) -> None:
    """Bring the part up to its full size, from address after address."""
    urls = list(wanted.urls)
    reason = ""
    for _attempt in range(_ATTEMPTS):
        if not urls:
            break
        if _size_of(part) == wanted.size:
            return
        try:
            _append(wanted, urls[0], part, progress, proceed, timeout)
        except _RefusedError as error:
            reason = str(error)
            urls.pop(0)
        except _CutError as error:
            reason = str(error)
            urls.append(urls.pop(0))
    if _size_of(part) == wanted.size:
        return
    kept = f" ({_size_of(part):,} of {wanted.size:,} bytes are kept)" if _size_of(part) else ""
    raise FilterLabError(
        f"{wanted.name} could not be downloaded: {reason}{kept}; check the connection and try again, or "
        f"{by_hand(wanted, part.parent)}."
    )


def _append(
    wanted: RemoteFile,
    url: str,
    part: Path,
    progress: Callable[[int], None] | None,
    proceed: Callable[[], bool] | None,
    timeout: float,
) -> None:
    """Fetch what a part still lacks from one address."""
    _check_wanted(wanted, proceed)
    there = _size_of(part)
    request = urllib.request.Request(url, headers={"User-Agent": "FilterLab", "Accept-Encoding": "identity"})
    if there:
        request.add_header("Range", f"bytes={there}-")
    line = Line(request, timeout, lambda: _check_wanted(wanted, proceed))
    with contextlib.closing(line):
        answer = _answer_on(line, url, part)
        if there and not _continues(answer, there):
            # The server knows no ranges and sends the whole file again.
            there = 0
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and there + int(length) != wanted.size:
            raise _RefusedError(f"{url} has a file of another size")
        with part.open("ab" if there else "wb") as file:
            while there < wanted.size:
                try:
                    piece = line.piece()[: wanted.size - there]
                except (OSError, http.client.HTTPException) as error:
                    raise _CutError(f"the connection to {url} broke ({_words(error)})") from error
                if not piece:
                    raise _CutError(f"the connection to {url} broke")
                file.write(piece)
                there += len(piece)
                if progress is not None:
                    progress(there)
                _check_wanted(wanted, proceed)


def _answer_on(line: Line, url: str, part: Path) -> Answer:
    try:
        answer = line.answer()
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
            raise _CutError(f"{url} could not go on with the part") from error
        # What urllib says of redirections in a circle has several lines.
        reason = " ".join(str(error.reason).split())
        raise _RefusedError(f"{url} answered {error.code} {reason}") from error
    except urllib.error.URLError as error:
        raise _RefusedError(f"{url} could not be reached ({_words(error.reason)})") from error
    except (OSError, http.client.HTTPException) as error:
        raise _CutError(f"{url} did not answer ({_words(error)})") from error
    if not answer.is_http:
        raise _RefusedError(f"{url} does not lead to a file of the web")
    return answer


def _continues(answer: Answer, there: int) -> bool:
    """Return whether an answer begins exactly where the part ends."""
    found = _RANGE.match(answer.headers.get("Content-Range", ""))
    return answer.status == http.HTTPStatus.PARTIAL_CONTENT and found is not None and int(found[1]) == there


def _check_wanted(wanted: RemoteFile, proceed: Callable[[], bool] | None) -> None:
    if proceed is not None and not proceed():
        raise DownloadStoppedError(
            f"The download of {wanted.name} was stopped; what has come is kept: start it again to go on."
        )


def _check_room(wanted: RemoteFile, folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise FilterLabError(
            f"{wanted.name} needs {needed:,} bytes and the disk of {quoted(folder)} has only {free:,} left: make "
            "room and download again."
        )


def _move(part: Path, temporary: Path) -> None:
    part.rename(temporary)


def _words(error: object) -> str:
    return str((isinstance(error, OSError) and error.strerror) or error or type(error).__name__)


def _size_of(path: Path) -> int:
    """Return the bytes of a file, 0 if there is none."""
    return path.stat().st_size if path.is_file() else 0
