"""What ties every panel of what a unit sees to the unit that is looked at: asks, shows, cancels, writes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from filterlab.gui.compare.saving import save_figure, save_table
from filterlab.gui.compare.units.inquiry import Inquiry, Told
from filterlab.gui.soon import Soon

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.units.followed_unit import Asked, FollowedUnit
    from filterlab.gui.compare.units.unit_panel import UnitPanel
    from filterlab.probes.units import Unit

SLOW_MS = 250
State = TypeVar("State", bound=Told)


class UnitPresenter(QObject, Generic[State]):
    """Ask about the unit as soon as its panel is seen; a subclass says what, and shows the answer."""

    # Whether the answer depends on where in its map the unit is asked.
    minds_place = False

    def __init__(self, panel: UnitPanel, followed: FollowedUnit, parent: QObject | None = None) -> None:
        """Wait until the panel is seen."""
        super().__init__(parent)
        self._panel_base, self.followed = panel, followed
        self.asked: Asked | None = None
        self.state: State | None = None
        self._key: Hashable = None
        self._inquiry = Inquiry(self)
        # What is shown stays for a moment: most answers come before one has seen that it has gone.
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._on_slow_timeout)
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        for signal in (followed.changed, followed.listed):
            signal.connect(self._soon.start)
        panel.seen_changed.connect(self._on_panel_seen_changed)
        panel.start_wanted.connect(self._on_panel_start_wanted)
        panel.cancel_wanted.connect(self._on_panel_cancel_wanted)
        panel.picture_wanted.connect(self._on_panel_picture_wanted)
        panel.numbers_wanted.connect(self._on_panel_numbers_wanted)
        self._inquiry.progressed.connect(self._on_inquiry_progressed)
        self._inquiry.ended.connect(self._on_inquiry_ended)
        self._inquiry.refused.connect(self._on_inquiry_refused)

    def question(self, asked: Asked) -> Callable[[], Iterator[State]]:
        """Return what is asked, holding plain values alone; called off the UI thread."""
        raise NotImplementedError

    def show_state(self, asked: Asked, state: State) -> None:
        """Show an answer, or how far it is."""
        raise NotImplementedError

    def purpose(self) -> str:
        """Say in a translated sentence what is seen once a net is there."""
        raise NotImplementedError

    def figure(self, asked: Asked, state: State, look: Look) -> Plate:
        """Draw the answer as a sheet with captions, as the command line does."""
        raise NotImplementedError

    def numbers(self, state: State) -> str:
        """Return the answer as a table, as the command line writes it."""
        raise NotImplementedError

    def is_writable(self, state: State) -> bool:
        """Whether so much is known that a sheet and a table of it tell something."""
        del state
        return True

    def settings(self) -> Hashable:
        """Return what else the answer depends on; another value asks anew."""
        return None

    def refusal(self, asked: Asked) -> str:
        """Say in a translated sentence why this cannot be asked at all; empty if it can."""
        del asked
        return ""

    def is_too_large(self, asked: Asked) -> bool:
        """Whether the picture that is asked about is larger than the net takes, and nobody has said how to fit it."""
        del asked
        return False

    def overhangs(self, asked: Asked) -> bool:
        """Whether the picture of Compare is larger than the net takes."""
        picture, room = self.followed.looked_at.picture, asked.net.spec.input_shape[1:]
        return picture is not None and any(
            have > most for have, most in zip(picture.pixels.shape[1:], room, strict=True)
        )

    def key_of(self, asked: Asked) -> Hashable:
        """Return what of the unit and its net the answer depends on."""
        return asked.net.stamp, self.unit_of(asked)

    def unit_of(self, asked: Asked) -> Unit:
        """Return the unit at the place where it is asked."""
        return asked.unit if self.minds_place else replace(asked.unit, place=None)

    @property
    def is_idle(self) -> bool:
        """Whether the newest question has been answered and shown."""
        return not self._soon.is_active and self._inquiry.is_idle

    def shut_down(self) -> None:
        """Stop computing."""
        self._soon.stop()
        self._slow.stop()
        self._inquiry.shut_down()

    def refresh(self) -> None:
        """Ask anew if something has changed that the answer depends on."""
        self._soon.start()

    def ask(self) -> None:
        """Ask now."""
        asked = self.followed.asked
        if asked is None:
            return
        panel = self._panel_base
        self.asked, self.state, self._key = asked, None, (self.key_of(asked), self.settings())
        panel.set_can_export(can_export=False)
        refusal, is_too_large = self.refusal(asked), self.is_too_large(asked)
        if refusal or is_too_large:
            self._inquiry.forget()
            panel.set_busy(is_busy=False)
            panel.show_message(refusal or self._too_large(asked), offers_to_fit=not refusal)
            return
        panel.set_busy(is_busy=True)
        self._slow.start()
        self._inquiry.start(self.question(asked))

    def heading(self, asked: Asked) -> str:
        """Name the unit and its net."""
        place = self.unit_of(asked).place
        if place is None:
            return self.tr("{name} of {net}").format(name=asked.name, net=self._net_title(asked))
        return self.tr("{name} at row {row}, column {column} of {net}").format(
            name=asked.name, row=place[0], column=place[1], net=self._net_title(asked)
        )

    def _too_large(self, asked: Asked) -> str:
        picture, (_channels, height, width) = self.followed.looked_at.picture, asked.net.spec.input_shape
        have = picture.pixels.shape[1:] if picture is not None else (0, 0)
        return self.tr(
            "The picture has {have} pixels and {net} takes {most}: have it resized, or its middle taken."
        ).format(have=f"{have[0]} × {have[1]}", net=self._net_title(asked), most=f"{height} × {width}")

    def _net_title(self, asked: Asked) -> str:
        return self.followed.title_of(asked.net)

    def _show(self) -> None:
        panel = self._panel_base
        if not panel.is_seen:
            self._inquiry.stop()
            return
        asked = self.followed.asked
        tip = (
            self.tr("The net has learned on: ask with its newest weights")
            if self.followed.has_newer
            else self.tr("Ask once more")
        )
        panel.set_can_start(can_start=asked is not None, tip=tip)
        if asked is None:
            self._inquiry.forget()
            self.asked, self.state, self._key = None, None, None
            panel.set_busy(is_busy=False)
            panel.show_message(f"{self.followed.problem}\n{self.purpose()}")
        elif self._key != (self.key_of(asked), self.settings()):
            self.ask()
        elif self.asked is not None and self.asked.name != asked.name:
            # What the class is called has come to be known.
            self.asked = asked
            if self.state is not None:
                self.show_state(asked, self.state)

    def _on_slow_timeout(self) -> None:
        if self.asked is not None and self.state is None and not self._inquiry.is_idle:
            words = self.tr("Asking {name} …").format(name=self.heading(self.asked))
            self._panel_base.show_message(words)

    def _on_panel_seen_changed(self, is_seen: bool) -> None:
        if is_seen:
            # Nobody was looking at the older ones.
            self.followed.take_newest()
        self._soon.start()

    def _on_panel_start_wanted(self) -> None:
        self.followed.take_newest()
        self._soon.stop()
        self.ask()

    def _on_panel_cancel_wanted(self) -> None:
        self._inquiry.stop()

    def _on_inquiry_progressed(self, state: State) -> None:
        if self.asked is not None:
            self.state = state
            self._panel_base.set_busy(is_busy=True, percent=self._inquiry.percent)
            self.show_state(self.asked, state)

    def _on_inquiry_ended(self, state: State | None, is_complete: bool) -> None:
        panel = self._panel_base
        panel.set_busy(is_busy=False)
        if not is_complete and not panel.is_seen:
            # Nobody has cancelled it: it goes on when the panel is seen again.
            self._key = None
        if state is None or self.asked is None:
            panel.show_message(
                self.tr("Cancelled before there was anything to show. Ask again when you like.")
            )
            return
        self.state = state
        self.show_state(self.asked, state)
        panel.set_can_export(can_export=self.is_writable(state))

    def _on_inquiry_refused(self, sentence: str) -> None:
        self.state = None
        self._panel_base.set_busy(is_busy=False)
        self._panel_base.show_message(sentence)

    def _on_panel_picture_wanted(self) -> None:
        asked, state = self.asked, self.state
        if asked is not None and state is not None:
            name = f"{self._file_name()}.png"
            save_figure(self._panel_base, name, lambda look: self.figure(asked, state, look))

    def _on_panel_numbers_wanted(self) -> None:
        state = self.state
        if state is not None:
            save_table(self._panel_base, f"{self._file_name()}.csv", lambda: self.numbers(state))

    def _file_name(self) -> str:
        unit = self.asked.unit if self.asked is not None else None
        return (
            f"{self._panel_base.key}-{unit.layer}-{unit.channel}"
            if unit is not None
            else self._panel_base.key
        )
