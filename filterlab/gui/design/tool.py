"""What every panel around the drawing table has in common: it is told what is on the table while it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal

from filterlab.gui.desk_panel import DeskPanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Explanation, Survey

Group = Literal["understand", "make", "picture"]


@dataclass(frozen=True, eq=False)
class Place:
    """The number that is taken apart at this moment.

    Attributes
    ----------
    scene : Scene
        What it belongs to.
    explanation : Explanation
        Where it comes from, in the scene's units.
    brightness : (float, float)
        Darkest and brightest value the filter sees, in the scene's units.
    is_pinned : bool
        Whether it stays when the mouse leaves.
    """

    scene: Scene
    explanation: Explanation
    brightness: tuple[float, float]
    is_pinned: bool


class DesignTool(DeskPanel):
    """One panel; a subclass says its key and title and shows what it is told.

    The ``show_…`` methods are called only while the panel is seen, and once with the newest when it comes into
    sight. They never emit: signals come from the user alone.

    Signals
    -------
    place_wanted(row, column)
        Pin this place of the response.
    weights_edited(weights, title)
        Give the filter on the table other weights (C, KH, KW), as a step of that name that can be undone.
    weights_tried(weights, title, gesture)
        The same while a slider moves: all with one gesture number become one step.
    filter_offered(name, weights, origin)
        Add a filter to the bank.

    Attributes
    ----------
    group : {"understand", "make", "picture"}
        What it helps with: a number, the filter, or the picture.
    """

    place_wanted = Signal(int, int)
    weights_edited = Signal(object, str)
    weights_tried = Signal(object, str, int)
    filter_offered = Signal(str, object, str)
    group: Group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without anything to show."""
        super().__init__(parent)
        self._scene: Scene | None = None
        self._survey: tuple[Scene, Survey] | None = None
        self._place: Place | None = None
        self._milliseconds: float | None = None
        self._sentence = ""

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to show."""

    def show_scene(self, scene: Scene) -> None:
        """Show what there is to say of a picture, a filter and the stages."""

    def show_survey(self, scene: Scene, survey: Survey) -> None:
        """Show what there is to say of the whole response, which has been looked through."""

    def show_place(self, place: Place) -> None:
        """Show what there is to say of one number."""

    def tell_nothing(self, sentence: str) -> None:
        """Take in that there is no response, and why."""
        self._scene = self._survey = self._place = None
        self._sentence = sentence
        if self._is_seen:
            self.show_nothing(sentence)

    def tell_scene(self, scene: Scene) -> None:
        """Take in what is on the table."""
        if self._scene is not None and self._scene.subject != scene.subject:
            self._survey = self._place = None
        self._scene = scene
        if self._is_seen:
            self.show_scene(scene)

    def tell_survey(self, scene: Scene, survey: Survey, milliseconds: float) -> None:
        """Take in what the whole response is like, and how long it took to look through it."""
        self._survey, self._milliseconds = (scene, survey), milliseconds
        if self._is_seen:
            self.show_survey(scene, survey)

    def tell_place(self, place: Place) -> None:
        """Take in which number is looked at."""
        self._place = place
        if self._is_seen:
            self.show_place(place)

    def wake_up(self) -> None:
        """Catch up with the table; behind another panel it is told nothing."""
        if self._scene is None:
            self.show_nothing(self._sentence)
        else:
            self.show_scene(self._scene)
            if self._survey is not None:
                self.show_survey(*self._survey)
            if self._place is not None:
                self.show_place(self._place)
