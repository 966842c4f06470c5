"""What can be rendered, and what is refused with a sentence."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from filterlab.cli import run
from filterlab.errors import FilterLabError
from filterlab.gui import shot
from filterlab.gui.shot import Shot, write_shot


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"workspace": "kitchen"}, 'no workspace "kitchen"; choose one of design, circuit, train, compare'),
        ({"workspace": "train", "state": "asleep"}, "choose one of example, before, while"),
        ({"workspace": "design", "panel": "cellar"}, 'no panel "cellar"; choose one of size, formula'),
        ({"workspace": "circuit", "panel": "peaks"}, 'circuit workspace has no panel "peaks"'),
        ({"workspace": "train", "panel": "peaks"}, 'no panel "peaks"; choose one of data, net'),
        ({"workspace": "design", "theme": "pink"}, "choose one of light, dark"),
        ({"workspace": "design", "size": (100, 100)}, "100 × 100 is out of range"),
    ],
)
def test_what_cannot_be_rendered_is_refused_before_a_window_opens(names, sentence) -> None:
    with pytest.raises(FilterLabError) as refusal:
        Shot(**names)
    assert sentence in str(refusal.value)


def test_a_shot_has_the_size_asked_for_and_leaves_neither_a_window_nor_a_setting(
    qapp, tmp_path, monkeypatch
) -> None:
    written = []
    monkeypatch.setattr("filterlab.gui.main_window.QSettings.setValue", lambda *entry: written.append(entry))
    write_shot(Shot("compare", "empty", size=(900, 640)), tmp_path / "shot.png")
    with Image.open(tmp_path / "shot.png") as picture:
        assert picture.size == (900, 640)
    assert not [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    # Where the user's own window stood is kept in the settings.
    assert not written


def test_the_command_renders_a_state_with_a_panel_in_front(qapp, tmp_path, capsys) -> None:
    del qapp
    place = tmp_path / "peaks.png"
    code = run(
        ["shot", "design", "--state", "close", "--panel", "peaks", "--size", "900x640", "-o", str(place)]
    )
    assert code == 0
    assert capsys.readouterr().out.endswith(
        "the design workspace, state close, panel peaks, 900 × 640 pixels, light\n"
    )
    assert place.exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(shot, "render", lambda _shot: QImage(8, 8, QImage.Format.Format_RGB888))
    with pytest.raises(FilterLabError, match="does not exist: make it first"):
        write_shot(Shot("compare"), tmp_path / "missing" / "shot.png")
