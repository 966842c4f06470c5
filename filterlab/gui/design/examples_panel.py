"""A filter from examples: patches of the picture marked as "this" and "not this", and a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from filterlab.data import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.mark_list import MarkList
from filterlab.gui.design.marks import Marks
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.tooltip import in_lines
from filterlab.probes.from_examples import METHODS, cut_marked, fit_filter

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place
    from filterlab.gui.widgets.array_view import ArrayView


class ExamplesPanel(DesignTool):
    """Mark patches where the pinned number looks, choose a formula, and take the filter into the bank."""

    key = "examples"
    group = "make"

    def __init__(self, picture_view: ArrayView | None = None, parent: QWidget | None = None) -> None:
        """Start without marks.

        Parameters
        ----------
        picture_view : ArrayView or None
            Where the marks are drawn as boxes, and can be set by clicks.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        self.this = MarkList(self.tr("This"), "✓")
        self.not_this = MarkList(self.tr("Not this"), "✕")
        self.marks = Marks((self.this, self.not_this), picture_view, self)
        self.click_box = QComboBox()
        self.this_button = QPushButton(self.tr("✓ This"))
        self.not_this_button = QPushButton(self.tr("✕ Not this"))
        self.size_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE, value=7)
        self.method_box = QComboBox()
        self.make_button = QPushButton(self.tr("Make filter"))
        self.clear_button = QPushButton(self.tr("Clear marks"))
        self.words = CalmText()
        self._formula = CalmText()
        self._picture_id = ""
        self._build()
        self._connect()
        self._explain_formula()
        self._show_state()

    def _build(self) -> None:
        names = {"matched": self.tr("matched"), "ridge": self.tr("ridge"), "lda": self.tr("LDA")}
        for method in METHODS:
            self.method_box.addItem(names[method], method)
        self.method_box.setAccessibleName(self.tr("Formula"))
        self.size_box.setAccessibleName(self.tr("Size of a patch"))
        self.size_box.setToolTip(self.tr("Rows and columns of each patch, and of the filter"))
        for button in (self.this_button, self.not_this_button):
            button.setToolTip(self.tr("Mark the patch in the middle of what the pinned number sees"))
        for text, target in (
            (self.tr("pins a place"), -1),
            (self.tr("marks ✓ this"), 0),
            (self.tr("marks ✕ not this"), 1),
        ):
            self.click_box.addItem(text, target)
        self.click_box.setAccessibleName(self.tr("A click on the picture"))
        self.click_box.setToolTip(
            in_lines(
                self.tr(
                    "While a click marks: drag a mark to move it, Space marks the pinned place, "
                    "Ctrl and arrow keys move the chosen mark, Delete takes it out"
                )
            )
        )
        grid = QGridLayout()
        grid.setSpacing(4)
        for column, (button, marks) in enumerate(
            ((self.this_button, self.this), (self.not_this_button, self.not_this))
        ):
            grid.addWidget(button, 0, column)
            grid.addWidget(marks, 1, column)
        size = QLabel(self.tr("Size"))
        size.setBuddy(self.size_box)
        settings = QHBoxLayout()
        for widget in (size, self.size_box):
            settings.addWidget(widget)
        settings.addWidget(self.method_box, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.make_button, 1)
        buttons.addWidget(self.clear_button)
        click = QLabel(self.tr("A click"))
        click.setBuddy(self.click_box)
        clicks = QHBoxLayout()
        clicks.addWidget(click)
        clicks.addWidget(self.click_box, 1)
        hint = dressed(
            QLabel(
                self.tr("Pin a place and mark it, or let clicks mark; Delete takes a mark out."),
                wordWrap=True,
            ),
            "muted",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(4)
        layout.addWidget(hint)
        layout.addLayout(clicks)
        layout.addLayout(grid, 1)
        layout.addLayout(settings)
        layout.addWidget(self._formula)
        layout.addLayout(buttons)
        layout.addWidget(self.words)

    def _connect(self) -> None:
        self.this_button.clicked.connect(lambda: self._mark(0))
        self.not_this_button.clicked.connect(lambda: self._mark(1))
        self.click_box.activated.connect(self._on_click_box_activated)
        self.marks.changed.connect(self._show_state)
        self.marks.place_wanted.connect(lambda: self._mark(self.marks.target))
        self.marks.hand_lost.connect(self._show_target)
        self.make_button.clicked.connect(self._on_make_button_clicked)
        self.clear_button.clicked.connect(self._clear)
        self.method_box.currentIndexChanged.connect(self._explain_formula)
        self.size_box.valueChanged.connect(self._on_size_box_value_changed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Examples")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("A filter from patches marked as “this” and “not this”")

    def show_nothing(self, sentence: str) -> None:
        """Keep the marks; without a picture nothing can be marked."""
        del sentence
        self.marks.set_seen(is_seen=False)
        self._show_target()
        self._show_state()

    def show_scene(self, scene: Scene) -> None:
        """Forget the marks when they belong to another picture."""
        if scene.picture_id != self._picture_id:
            self._picture_id = scene.picture_id
            self.marks.clear()
        self.marks.set_picture(scene.pixels, self.size_box.value())
        self.marks.set_seen(is_seen=True)
        self._show_state()

    def show_place(self, place: Place) -> None:
        """Let the place be marked."""
        del place
        self._show_state()

    def fall_asleep(self) -> None:
        """Take the boxes off the picture, and give the mouse back."""
        self.marks.set_seen(is_seen=False)
        self._show_target()

    def _mark(self, target: int) -> None:
        """Mark the middle of what the pinned number sees."""
        if self._scene is None or self._place is None or target < 0:
            return
        seen = self._place.explanation.patch_box
        self.marks.add(target, (seen.top + (seen.height - 1) // 2, seen.left + (seen.width - 1) // 2))

    def _show_target(self) -> None:
        self.click_box.setCurrentIndex(self.click_box.findData(self.marks.target))

    def _explain_formula(self) -> None:
        texts = {
            "matched": self.tr("The mean of this minus the mean of not this."),
            "ridge": self.tr("Answers near +1 to this and −1 to not this, with small weights."),
            "lda": self.tr("The same difference, but what varies anyway counts less."),
        }
        self._formula.set_text(texts[self.method_box.currentData()])

    def _on_click_box_activated(self, _index: int) -> None:
        self.marks.set_target(self.click_box.currentData())

    def _show_state(self) -> None:
        can_mark = self._scene is not None and self._place is not None
        for button in (self.this_button, self.not_this_button):
            button.setEnabled(can_mark)
        has_marks = bool(self.this.count() or self.not_this.count())
        self.make_button.setEnabled(self._scene is not None and self.this.count() > 0)
        self.clear_button.setEnabled(has_marks)
        self.words.set_text(
            self.tr("{this} marked as “this”, {not_this} as “not this”").format(
                this=self.this.count(), not_this=self.not_this.count()
            )
        )

    def _clear(self) -> None:
        self.marks.clear()
        self._show_state()

    def _on_size_box_value_changed(self, size: int) -> None:
        if self._scene is not None:
            self.marks.set_picture(self._scene.pixels, size)

    def _on_make_button_clicked(self) -> None:
        scene = self._scene
        if scene is None:
            return
        method = self.method_box.currentData()
        try:
            patches = cut_marked(
                scene.pixels,
                [self.marks.box_around(centre) for centre in self.this.centres],
                [self.marks.box_around(centre) for centre in self.not_this.centres],
                scale=scene.scale.factor,
            )
            found = fit_filter(patches, method)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self.words.set_text(
            self.tr("{share} % of the examples on the right side; bias {bias} puts the border at 0.").format(
                share=short_number(100 * found.accuracy, 3), bias=short_number(found.bias)
            )
        )
        count = self.this.count() + self.not_this.count()
        origin = self.tr("{method} from {count} examples").format(method=method, count=count)
        self.filter_offered.emit(self.tr("From examples"), found.weights, origin)
