"""Fields in which numbers are chosen or typed, and how what was typed is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLabel, QSpinBox

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FIELD_HEIGHT = 25


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings_fields", text)


def number_box(usual: tuple[str, ...]) -> QComboBox:
    """Make a list of usual numbers in which any other number can be typed."""
    box = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
    box.addItems(usual)
    # One that knows of no words: the usual one would make 10000 of a 1000 that is typed.
    box.setCompleter(QCompleter(box))
    box.setMinimumContentsLength(8)
    return box


def typed_number(name: str, text: str) -> float:
    """Read a number with a point or a comma; ``FilterLabError`` with the field's name if it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise FilterLabError(
            _tr("{name} is “{text}”, which is no number; type one such as 0.05.").format(name=name, text=text)
        ) from None


def typed_whole(name: str, text: str) -> int:
    """Read a whole number; ``FilterLabError`` with the field's name if it is none."""
    try:
        return int(text.strip())
    except ValueError:
        raise FilterLabError(
            _tr("{name} is “{text}”, which is no whole number; type one such as 64.").format(
                name=name, text=text
            )
        ) from None


def show_whole(field: QSpinBox, value: int) -> None:
    """Show a whole number, or the nearest that the field has: a file may hold larger ones than Qt knows."""
    field.setValue(max(field.minimum(), min(value, field.maximum())))


def plain_form() -> QFormLayout:
    """Make a form without margins whose fields take the width there is."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(3)
    form.setHorizontalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_row(form: QFormLayout, label: str, field: QWidget, tip: str) -> None:
    """Append a field with its name; both explain it, and a screen reader hears the name.

    Parameters
    ----------
    form : QFormLayout
        Where it goes.
    label : str
        Translated name, perhaps with an ampersand before its key.
    field : QWidget
        What is edited.
    tip : str
        Translated explanation.
    """
    name = QLabel(label)
    name.setBuddy(field)
    name.setToolTip(tip)
    field.setToolTip(tip)
    field.setMinimumHeight(FIELD_HEIGHT)
    field.setAccessibleName(label.replace("&", ""))
    form.addRow(name, field)
