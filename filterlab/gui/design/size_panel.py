"""The size of the response worked out: the formula with the numbers put in, what is left over, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from filterlab.figures import short_number
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.widgets.dressed import dressed
from filterlab.probes import Arithmetic, AxisSum, work_out

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene

NOTHING = (range(0), range(0))


@dataclass(frozen=True)
class _Lines:
    """How one row and several rows of a picture are named, or columns."""

    one: str
    several: str

    def name(self, which: range) -> str:
        """Name these, which are not none."""
        template = self.one if len(which) == 1 else self.several
        return template.format(first=which[0], last=which[-1])


class SizePanel(DesignTool):
    """Explain why the response has the size it has, and count what it costs.

    Signals
    -------
    left_over_changed(rows, columns)
        Other rows and columns of the picture than before count for nothing, as ranges; both are empty while the
        panel is out of sight.
    """

    left_over_changed = Signal(object, object)
    key = "size"
    group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._shown: Arithmetic | None = None
        self._left_over = NOTHING
        self._rule = dressed(
            QLabel(self.tr("(n + 2p − d(k − 1) − 1)/s + 1, rounded down"), wordWrap=True), "title"
        )
        self._letters = dressed(
            QLabel(
                self.tr("n: pixels, p: padding, d: dilation, k: the filter's cells, s: stride"), wordWrap=True
            ),
            "muted",
        )
        self._text = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName(self.tr("Why the response has its size"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(2)
        layout.addWidget(self._rule)
        layout.addWidget(self._letters)
        layout.addSpacing(4)
        layout.addWidget(self._text, 1)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Size arithmetic")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("How large the response is, what is left over, what it costs")

    @property
    def text(self) -> str:
        """The explanation as rich text."""
        return self._text.text()

    @property
    def left_over(self) -> tuple[range, range]:
        """Rows and columns at the lower and the right edge of the picture that no number of the response sees."""
        return self._left_over

    def show_nothing(self, sentence: str) -> None:
        """Show a sentence in place of the formula."""
        self._shown = None
        self._text.setText(sentence)
        self._leave_over(NOTHING)

    def show_scene(self, scene: Scene) -> None:
        """Put the scene's numbers into the formula."""
        _channels, height, width = scene.pixels.shape
        channels, kernel_height, kernel_width = scene.weights.shape
        sums = work_out((height, width), (channels, kernel_height, kernel_width), scene.stages)
        if sums != self._shown:
            self._shown = sums
            self._text.setText(
                "".join(f"<p style='margin: 0 0 7px 0'>{part}</p>" for part in self._parts(sums))
            )
        self._leave_over((_unreached(sums.rows, sums.pool_rows), _unreached(sums.columns, sums.pool_columns)))

    def fall_asleep(self) -> None:
        """Take the hatching off the picture: it belongs to what is read here."""
        self._leave_over(NOTHING)

    def _leave_over(self, ranges: tuple[range, range]) -> None:
        if ranges != self._left_over:
            self._left_over = ranges
            self.left_over_changed.emit(*ranges)

    def _parts(self, sums: Arithmetic) -> list[str]:
        """Return the paragraphs, rich text."""
        rows, columns, both = self._lines()
        if sums.columns == sums.rows:
            parts = [self._axis(self.tr("height and width"), sums.rows, both)]
        else:
            parts = [self._axis(self.tr("height"), sums.rows, rows)]
            parts.append(self._axis(self.tr("width"), sums.columns, columns))
        if sums.padding is not None:
            parts.append(self._padding(sums))
        if sums.pool_rows is not None and sums.pool_columns is not None:
            if sums.pool_columns == sums.pool_rows:
                parts.append(self._pool_axis(self.tr("pooled height and width"), sums.pool_rows, both))
            else:
                parts.append(self._pool_axis(self.tr("pooled height"), sums.pool_rows, rows))
                parts.append(self._pool_axis(self.tr("pooled width"), sums.pool_columns, columns))
            parts += self._lost_by_pooling(sums)
        parts.append(self._cost(sums))
        return parts

    def _lines(self) -> tuple[_Lines, _Lines, _Lines]:
        """Return how rows, columns, and both at once are named."""
        return (
            _Lines(self.tr("row {first}"), self.tr("rows {first} to {last}")),
            _Lines(self.tr("column {first}"), self.tr("columns {first} to {last}")),
            _Lines(self.tr("row and column {first}"), self.tr("rows and columns {first} to {last}")),
        )

    def _axis(self, name: str, axis: AxisSum, lines: _Lines) -> str:
        """Put the numbers of the picture's height or width into the formula."""
        padding = f"2·{axis.padding}" if axis.padding is not None else f"{axis.before} + {axis.after}"
        reach = (
            str(axis.kernel)
            if axis.dilation == 1
            else self.tr("(span {dilation}·({kernel} − 1) + 1 = {span})").format(
                dilation=axis.dilation, kernel=axis.kernel, span=axis.span
            )
        )
        text = [f"{name}<br>({axis.size} + {padding} − {reach})/{axis.stride} + 1 = <b>{axis.out}</b>"]
        if axis.floor_bites:
            text.append(f"<br>{self._floor(axis)}")
            lost = axis.left_over_rows
            if lost:
                sentence = self.tr("No window reaches {which} of the picture (hatched).")
                text.append(sentence.format(which=lines.name(lost)))
            if axis.left_over_padding:
                sentence = (
                    self.tr("Of those, {count} from the padding.")
                    if lost
                    else self.tr("Only zeros of the padding: nothing of the picture is lost.")
                )
                text.append(sentence.format(count=axis.left_over_padding))
        between = _between(axis)
        if between:
            sentence = self.tr("{count} of {size} lie between the cells of all windows: nothing sees them.")
            text.append("<br>" + sentence.format(count=between, size=axis.size))
        return " ".join(text)

    def _floor(self, axis: AxisSum) -> str:
        """Say in words what is rounded."""
        sentence = self.tr("{room}/{stride} = {exact} is rounded down to {steps} steps: {count} left over.")
        return sentence.format(
            room=axis.room,
            stride=axis.stride,
            exact=short_number(axis.room / axis.stride, len(str(axis.steps)) + 2),
            steps=axis.steps,
            count=axis.left_over,
        )

    def _padding(self, sums: Arithmetic) -> str:
        """Say what a word stands for."""
        if sums.padding == "valid":
            return self.tr("“valid” adds no padding: the filter stays on the picture.")
        rows, columns = sums.rows, sums.columns
        if rows.padding is not None and rows.padding == columns.padding:
            text = self.tr("“same” adds {count} on every side: the response is as large as n/s, rounded up.")
            return text.format(count=rows.padding)
        text = self.tr(
            "“same” adds {top} above, {bottom} below, {left} left and {right} right: "
            "the response is as large as n/s, rounded up."
        )
        return text.format(top=rows.before, bottom=rows.after, left=columns.before, right=columns.after)

    def _pool_axis(self, name: str, axis: AxisSum, lines: _Lines) -> str:
        """Put the numbers of the map's height or width into the formula of the pooling window."""
        text = f"{name}<br>({axis.size} − {axis.kernel})/{axis.stride} + 1 = <b>{axis.out}</b>"
        if axis.floor_bites:
            sentence = self.tr("No window reaches {which} of the map.")
            text += f"<br>{self._floor(axis)} {sentence.format(which=lines.name(axis.left_over_rows))}"
        return text

    def _lost_by_pooling(self, sums: Arithmetic) -> list[str]:
        """Say which pixels count for nothing because pooling leaves out the cells that see them."""
        rows, columns, _both = self._lines()
        lost = [
            lines.name(unreached)
            for lines, axis, pool in (
                (rows, sums.rows, sums.pool_rows),
                (columns, sums.columns, sums.pool_columns),
            )
            if (unreached := _unreached(axis, pool)) != axis.left_over_rows
        ]
        sentence = self.tr("So {which} of the picture count for nothing (hatched).")
        return [sentence.format(which=self.tr(" and ").join(lost))] if lost else []

    def _cost(self, sums: Arithmetic) -> str:
        """Count parameters and multiplications."""
        height, width = sums.map_shape
        lines = [
            self.tr(
                "{channels}·{rows}·{columns} = {weights} weights + 1 bias = <b>{parameters}</b> parameters"
            ).format(
                channels=sums.channels,
                rows=sums.rows.kernel,
                columns=sums.columns.kernel,
                weights=f"{sums.weights:,}",
                parameters=f"{sums.parameters:,}",
            ),
            self.tr("{height}·{width}·{weights} = <b>{products}</b> multiplications").format(
                height=height, width=width, weights=sums.weights, products=f"{sums.multiplications:,}"
            ),
        ]
        if sums.pooled_cells:
            sentence = self.tr(
                "pooling looks at {cells} cells; {each} multiplications for each number it leaves"
            )
            each = short_number(sums.multiplications_per_number, 4)
            lines.append(sentence.format(cells=f"{sums.pooled_cells:,}", each=each))
        return "<br>".join(lines)


def _unreached(axis: AxisSum, pool: AxisSum | None) -> range:
    """Return the rows (or columns) of the picture behind the last that the finished map sees."""
    last = axis.out - 1 if pool is None else (pool.out - 1) * pool.stride + pool.kernel - 1
    stop = last * axis.stride - axis.before + axis.span
    return range(min(max(stop, 0), axis.size), axis.size)


def _between(axis: AxisSum) -> int:
    """Count the rows (or columns) that are seen by nothing although windows lie on both sides of them."""
    if axis.dilation == 1 and axis.stride <= axis.kernel:
        return 0
    return int(axis.unseen().sum()) - len(axis.left_over_rows)
