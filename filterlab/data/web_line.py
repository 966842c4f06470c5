"""One answer of a web server, read by a thread of its own, so that a silent server holds up nobody."""

import contextlib
import http.client
import queue
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from functools import partial

_PIECE_BYTES = 1 << 16
# Pieces read before anyone has taken them: what comes faster than the disk writes waits at the server.
_MOST_WAITING = 16
_ASK_EVERY_SECONDS = 0.1
_FAREWELL_SECONDS = 0.5


@dataclass(frozen=True)
class Answer:
    """How a server answers: the status, the headers, and whether it is one of the web at all."""

    status: int
    headers: Message
    is_http: bool


class Line:
    """A request on its way; its errors are raised where the answer is taken.

    Whoever takes is asked between two looks at the line whether to go on, so that a download stops within a moment
    also where the server has fallen silent. The thread that reads may outlast that by a connection's timeout, where
    no connection stands yet that could be cut; it touches no file.
    """

    def __init__(self, request: urllib.request.Request, timeout: float, wait: Callable[[], None]) -> None:
        """Send a request.

        Parameters
        ----------
        request : Request
            What is asked for.
        timeout : float
            Seconds of silence after which the server counts as gone: ``TimeoutError``.
        wait : callable
            Called again and again while nothing comes; what it raises ends the wait.
        """
        self._request, self._timeout, self._wait = request, timeout, wait
        self._came: queue.Queue[Answer | bytes | Exception] = queue.Queue(_MOST_WAITING)
        self._sockets: list[socket.socket] = []
        self._is_cut = threading.Event()
        self._thread = threading.Thread(target=self._read, name="filterlab download", daemon=True)
        self._thread.start()

    def answer(self) -> Answer:
        """Wait for the answer's beginning; raises what ``urllib.request.urlopen`` raises."""
        first = self._take()
        assert isinstance(first, Answer)
        return first

    def piece(self) -> bytes:
        """Wait for the next bytes; none at the end. ``OSError`` or ``HTTPException`` if the connection breaks."""
        piece = self._take()
        assert isinstance(piece, bytes)
        return piece

    def close(self) -> None:
        """Cut the connection and give the thread a moment to notice; safe to call twice."""
        self._is_cut.set()
        for held in self._sockets:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(queue.Empty):
            while True:
                self._came.get_nowait()
        self._thread.join(_FAREWELL_SECONDS)

    def _take(self) -> Answer | bytes:
        while True:
            try:
                came = self._came.get(timeout=_ASK_EVERY_SECONDS)
            except queue.Empty:
                self._wait()
                continue
            if isinstance(came, Exception):
                raise came
            return came

    def _put(self, came: Answer | bytes | Exception) -> None:
        while not self._is_cut.is_set():
            with contextlib.suppress(queue.Full):
                self._came.put(came, timeout=_ASK_EVERY_SECONDS)
                return

    def _hold(self, connected: socket.socket) -> None:
        self._sockets.append(connected)
        if self._is_cut.is_set():
            raise ConnectionAbortedError("the download was stopped")

    def _read(self) -> None:
        opener = urllib.request.build_opener(_Plain(self._hold), _Secure(self._hold))
        try:
            with opener.open(self._request, timeout=self._timeout) as response:
                is_http = isinstance(response, http.client.HTTPResponse)
                self._put(Answer(getattr(response, "status", 0), response.headers, is_http))
                while is_http and not self._is_cut.is_set():
                    # What has come, and not all that was asked for: a slow line keeps what it brings.
                    piece = response.read1(_PIECE_BYTES)
                    self._put(piece)
                    if not piece:
                        return
        except Exception as error:  # noqa: BLE001 - handed on to the thread that takes the answer
            self._put(error)


class _HeldConnection(http.client.HTTPConnection):
    def __init__(self, host: str, hold: Callable[[socket.socket], None], timeout: float) -> None:
        super().__init__(host, timeout=timeout)
        self._hold = hold

    def connect(self) -> None:
        super().connect()
        self._hold(self.sock)


class _HeldSecureConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, hold: Callable[[socket.socket], None], timeout: float) -> None:
        super().__init__(host, timeout=timeout, context=ssl.create_default_context())
        self._hold = hold

    def connect(self) -> None:
        super().connect()
        self._hold(self.sock)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, hold: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._hold = hold

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_HeldConnection, hold=self._hold), request)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, hold: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._hold = hold

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_HeldSecureConnection, hold=self._hold), request)
