"""A small server of files on this machine, which can be told to misbehave."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class FileServer:
    """What the server has, how it shall behave, and what it was asked for.

    Attributes
    ----------
    base
        Its address, ending in "/".
    files
        The bytes it serves, by name.
    cut_after
        Bytes of a body after which each of the next answers is broken off, one number an answer.
    ranges
        Whether it can begin in the middle of a file.
    statuses
        What it answers instead of a file, by name.
    redirects
        Where else it sends who asks for a name.
    silent_after
        Bytes of a body after which it says nothing more until ``awake`` is set; -1 says nothing at all.
    awake
        Ends the silence.
    asked
        Each request's name and Range header.
    """

    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: list[int] = field(default_factory=list)
    ranges: bool = True
    statuses: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    silent_after: int | None = None
    awake: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def file_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """Serve files until the test ends."""
    monkeypatch.setenv("no_proxy", "*")
    known = FileServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, wanted = self.path.lstrip("/"), self.headers.get("Range")
            known.asked.append((name, wanted))
            if name in known.statuses:
                self.send_error(known.statuses[name])
                return
            if name in known.redirects:
                self.send_response(302)
                self.send_header("Location", known.redirects[name])
                self.end_headers()
                return
            if known.silent_after == -1:
                known.awake.wait()
                return
            data, start = known.files[name], 0
            if wanted and known.ranges:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                if start >= len(data):
                    self.send_error(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            end = start + known.cut_after.pop(0) if known.cut_after else len(data)
            if known.silent_after is not None:
                self.wfile.write(data[start : start + known.silent_after])
                known.awake.wait()
                return
            self.wfile.write(data[start:end])

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.base = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield known
    known.awake.set()
    server.shutdown()
    server.server_close()
    thread.join()
