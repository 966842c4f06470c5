"""What every panel around the drawing table has in common: it is told what is on the table while it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
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


class DesignTool(QWidget):
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
    message_raised(sentence)
        Something the user asked for cannot be done.

    Attributes
    ----------
    key : str
        The panel's name in saved layouts.
    group : {"understand", "make", "picture"}
        What it helps with: a number, the filter, or the picture.
    """

    place_wanted = Signal(int, int)
    weights_edited = Signal(object, str)
    weights_tried = Signal(object, str, int)
    filter_offered = Signal(str, object, str)
    message_raised = Signal(str)
    key = ""
    group: Group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without anything to show."""
        super().__init__(parent)
        self._scene: Scene | None = None
        self._survey: tuple[Scene, Survey] | None = None
        self._place: Place | None = None
        self._milliseconds: float | None = None
        self._sentence = ""
        self._is_seen = False

    def title(self) -> str:
        """Return the translated name on the panel's tab."""
        raise NotImplementedError

    def purpose(self) -> str:
        """Return in a translated line what the panel is for."""
        raise NotImplementedError

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to show."""

    def show_scene(self, scene: Scene) -> None:
        """Show what there is to say of a picture, a filter and the stages."""

    def show_survey(self, scene: Scene, survey: Survey) -> None:
        """Show what there is to say of the whole response, which has been looked through."""

    def show_place(self, place: Place) -> None:
        """Show what there is to say of one number."""

    def is_idle(self) -> bool:
        """Whether all that was asked for has been computed and drawn."""
        return True

    def shut_down(self) -> None:
        """Stop background work; called before the window goes."""

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

    def set_seen(self, is_seen: bool) -> None:
        """Catch up with the table when the panel comes into sight; behind another one it is told nothing."""
        if is_seen == self._is_seen:
            return
        self._is_seen = is_seen
        if not is_seen:
            self.fall_asleep()
        elif self._scene is None:
            self.show_nothing(self._sentence)
        else:
            self.show_scene(self._scene)
            if self._survey is not None:
                self.show_survey(*self._survey)
            if self._place is not None:
                self.show_place(self._place)

    def fall_asleep(self) -> None:
        """Stop what moves by itself; called when the panel goes out of sight."""
