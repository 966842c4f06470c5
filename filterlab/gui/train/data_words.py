"""What the Data panel says about data sets, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from filterlab.data import PUBLISHED, dataset_is_there
from filterlab.figures import short_number
from filterlab.gui.train.layer_words import grouped, memory_text, shape_text

if TYPE_CHECKING:
    from filterlab.gui.train.course import Course
    from filterlab.gui.train.data_sight import DataSight

STROKES = "strokes"


class DataWords(QObject):
    """Turn data sets into the sentences around them; a QObject for its ``tr``."""

    def entry(self, source: str) -> tuple[str, str]:
        """Return how a data set is listed, and an explanation."""
        if source == STROKES:
            return STROKES, self.tr("Digits drawn by FilterLab, 28 × 28")
        if source in PUBLISHED:
            title = PUBLISHED[source].title
            if dataset_is_there(source):
                return title, self.tr("{title}, on this computer").format(title=title)
            size = memory_text(PUBLISHED[source].size)
            return title, self.tr("{title}, to be downloaded ({size})").format(title=title, size=size)
        return Path(source).name or source, source

    def reading(self, source: str) -> str:
        """Say that a data set is being read."""
        if source == STROKES:
            return self.tr("Making the strokes…")
        return self.tr("Reading {name}…").format(name=self.entry(source)[0])

    def facts(self, sight: DataSight) -> str:
        """Say in a sentence or two what a data set holds."""
        facts = sight.learned.facts
        text = self.tr(
            "{learned} pictures to learn from and {kept} to test with, {shape}, in {classes} classes; pixels "
            "average {mean}, with a spread of {spread}."
        ).format(
            learned=grouped(sight.learned.count),
            kept=grouped(sight.kept.count),
            shape=shape_text(sight.shape),
            classes=len(sight.class_names),
            mean=" / ".join(short_number(value, 2) for value in facts.pixel_mean),
            spread=" / ".join(short_number(value, 2) for value in facts.pixel_std),
        )
        shown = len(sight.learned.labels)
        if shown < sight.learned.count:
            part = self.tr("{shown} of them, evenly spread, are shown.").format(shown=grouped(shown))
            return f"{text} {part}"
        return text

    def progress(self, source: str, course: Course) -> str:
        """Say how far a download is."""
        name = self.entry(source)[0]
        if course.is_stopped:
            return self.tr("Stopping the download of {name}…").format(name=name)
        if not course.total:
            return self.tr("Asking for {name}…").format(name=name)
        return self.tr("Downloading {name}: {done} of {total}").format(
            name=name, done=memory_text(course.done), total=memory_text(course.total)
        )

    def no_picture(self, sight: DataSight, label: int | None, *, is_kept: bool) -> str:
        """Say that there is no picture to show."""
        if label is None:
            return self.tr("There is no picture here.")
        text = self.tr("No picture of {name} is learned from.")
        if is_kept:
            text = self.tr("No picture of {name} is kept back.")
        return text.format(name=sight.class_names[label])
