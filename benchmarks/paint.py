"""How long a hand that paints waits: from a cell that changes to the response drawn, in the real window.

A window is opened without a screen and a stroke recorded in cells is painted into its kernel by mouse events, over
pictures of several sizes, while nothing else runs and while a net is trained in its child process. Beside it
stands one full OpenCV filter of the same picture, which is what a program that computes everything would wait for.

    python benchmarks/paint.py [--megapixels 1 12 100] [--strokes 20] [--json benchmarks/results/paint.json]
"""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from filterlab.gui.application import create_application, keep_what_is_there
from filterlab.gui.commands import SetWeights
from filterlab.gui.main_window import MainWindow
from filterlab.project import Filter, Project, starting_document
from peers import limit_threads, opencv_filter
from timing import RESULTS, Run, Table, yes_or_no

SIZE = (1400, 900)
KERNEL = 7
# A stroke like a written 3, in cells; it is painted to and fro with values that change.
STROKE = ((1, 2), (0, 3), (1, 4), (2, 4), (3, 3), (4, 4), (5, 4), (6, 3), (5, 2), (5, 1))
REST_SECONDS = 0.6
AIM_IDLE_MS, AIM_TRAINING_MS, AIM_STALL_MS, AIM_GROWTH = 16.0, 33.0, 100.0, 1.5


@dataclass(frozen=True)
class Figures:
    """What one situation was like: milliseconds."""

    megapixels: float
    training: bool
    cells: int
    p50: float
    p99: float
    longest_stall: float
    opencv: float


class Drawn(QObject):
    """Counts how often a widget has been drawn."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.frames = 0
        widget.installEventFilter(self)

    def more_than(self, frames: int) -> bool:
        """Whether there have been more frames."""
        return self.frames > frames

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count the end of a drawing by its beginning: events are drawn one after the other."""
        if event.type() == QEvent.Type.Paint:
            self.frames += 1
        return super().eventFilter(watched, event)


class Heartbeat(QObject):
    """Beats every few milliseconds and remembers the longest silence."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = perf_counter()
        self._timer = QTimer(self, interval=2)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def _on_timeout(self) -> None:
        now = perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def begin(self) -> None:
        """Forget what was."""
        self.longest, self._last = 0.0, perf_counter()


def wait_until(done: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the window live until something is so."""
    end = perf_counter() + seconds
    while not done():
        QApplication.processEvents()
        if perf_counter() > end:
            raise SystemExit("The window did not come to rest in time.")


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    end = perf_counter() + seconds
    wait_until(lambda: perf_counter() > end)


def press(window: MainWindow, kind: QEvent.Type, cell: tuple[int, int], button: Qt.MouseButton) -> None:
    """Send a mouse event to the middle of a cell of the kernel."""
    grid = window.design.kernel.grid
    place = QPointF(grid.cell_rect(*cell).center())
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(
        kind, place, QPointF(grid.mapToGlobal(place)), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(grid, event)


def paint(
    window: MainWindow, strokes: int, beat: Heartbeat, colours: Iterator[int]
) -> tuple[list[float], float]:
    """Paint strokes, each in another value; return the milliseconds from each changed cell to its frame.

    Returned is also the longest stall.
    """
    drawn = Drawn(window.design.response_view.canvas.viewport())
    grid = window.design.kernel.grid
    times = []
    beat.begin()
    for number in range(strokes):
        grid.set_brush(float(next(colours)))
        path = STROKE if number % 2 else STROKE[::-1]
        for step, cell in enumerate(path):
            before = drawn.frames
            began = perf_counter()
            kind = QEvent.Type.MouseMove if step else QEvent.Type.MouseButtonPress
            press(window, kind, cell, Qt.MouseButton.LeftButton)
            wait_until(partial(drawn.more_than, before), 10.0)
            times.append(1e3 * (perf_counter() - began))
            # A hand takes a moment to the next cell.
            pause(0.012)
        press(window, QEvent.Type.MouseButtonRelease, path[-1], Qt.MouseButton.LeftButton)
        pause(REST_SECONDS)
    wait_until(window.design.is_idle)
    return times, 1e3 * beat.longest


def current_filter(window: MainWindow) -> Filter:
    """Return the filter on the drawing table."""
    item = window.document.current_filter
    if item is None:
        raise SystemExit("There is no filter to paint.")
    return item


def measure(window: MainWindow, megapixels: float, strokes: int, *, training: bool) -> Figures:
    """Paint over a picture of so many megapixels."""
    side = round(1000 * megapixels**0.5)
    pixels = np.random.default_rng(0).random((1, side, side), dtype=np.float32)
    name = f"{side} x {side}"
    known = {picture.name: picture for picture in window.document.pictures}
    if name in known:
        window.document.select_picture(known[name].id)
    else:
        window.document.add_picture(name, pixels)
    wait_until(window.design.is_idle)
    item = current_filter(window)
    beat, colours = Heartbeat(), count(10)
    # The picture may have been painted over before.
    window.undo_stack.push(SetWeights(window.document, item.id, np.zeros((1, KERNEL, KERNEL)), "Clear"))
    paint(window, 1, beat, colours)
    times, stall = paint(window, strokes, beat, colours)
    weights = current_filter(window).weights
    peer = opencv_filter(pixels[0], np.ascontiguousarray(weights[0]))
    peer.call()
    began = perf_counter()
    peer.call()
    full = 1e3 * (perf_counter() - began)
    p50, p99 = np.percentile(times, [50, 99])
    return Figures(megapixels, training, len(times), float(p50), float(p99), stall, full)


def start_training(window: MainWindow) -> None:
    """Train in the child process for as long as it takes."""
    window.train.settings.epochs.setValue(window.train.settings.epochs.maximum())
    window.train.presenter.start()
    wait_until(lambda: window.train.presenter.has_weights)


def table_of(figures: Sequence[Figures]) -> Table:
    """Set the figures beside what they are to be."""
    rows = []
    for each in figures:
        smallest = next(other for other in figures if other.training == each.training)
        growth = each.p99 / smallest.p99
        aim = AIM_TRAINING_MS if each.training else AIM_IDLE_MS
        met = each.p99 <= aim and each.longest_stall <= AIM_STALL_MS and growth <= AIM_GROWTH
        rows.append(
            [
                f"{each.megapixels:g} megapixels, {'beside a training' if each.training else 'idle'}",
                f"{each.p50:.1f}",
                f"{each.p99:.1f}",
                f"≤ {aim:g}",
                f"{growth:.2f}",
                f"{each.longest_stall:.0f}",
                f"{each.opencv:.1f}",
                yes_or_no(met=met),
            ]
        )
    headers = [
        "picture",
        "p50, ms",
        "p99, ms",
        "target",
        "p99 ÷ smallest's",
        "longest stall, ms",
        "OpenCV full, ms",
        "met",
    ]
    title = f"From a changed cell of a {KERNEL} × {KERNEL} kernel to the response drawn"
    return Table(title, headers, rows)


def main() -> None:
    """Paint in every situation, print the table, write everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1.0, 12.0, 100.0])
    parser.add_argument("--strokes", type=int, default=20, help="strokes of ten cells each (default 20)")
    parser.add_argument("--unkept", action="store_true", help="in a window that keeps nothing in a file")
    parser.add_argument("--idle", action="store_true", help="leave out what runs beside a training")
    parser.add_argument("--json", type=Path, default=RESULTS / "paint.json")
    options = parser.parse_args()
    limit_threads()
    run = Run("paint", {"strokes of ten cells": options.strokes})
    run.prepare_kernels()
    create_application("light")
    with TemporaryDirectory() as folder:
        measure_all(run, options, Path(folder))


def measure_all(run: Run, options: argparse.Namespace, folder: Path) -> None:
    """Paint in a window that keeps its project in a folder, as every window does."""
    document = starting_document()
    project = None if options.unkept else Project.created(folder / "painted", document, time())
    window = MainWindow(document, project)
    window.resize(*SIZE)
    window.show()
    keep_what_is_there()
    figures = []
    try:
        for training in (False,) if options.idle else (False, True):
            if training:
                start_training(window)
            for megapixels in options.megapixels:
                figures.append(measure(window, megapixels, options.strokes, training=training))
                print(figures[-1], flush=True)
    finally:
        window.shut_down()
        window.close()
    run.results["figures"] = [asdict(each) for each in figures]
    run.finish([table_of(figures)], options.json)


if __name__ == "__main__":
    main()
