"""A machine that cannot open a window is told so in one sentence."""

from __future__ import annotations

import pytest

from filterlab.errors import FilterLabError
from filterlab.gui import application, screen


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return an environment without any screen, on Linux."""
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    return monkeypatch


@pytest.mark.usefixtures("bare")
def test_without_a_screen_make_demo_is_named() -> None:
    assert "make demo" in screen.missing_screen()
    with pytest.raises(FilterLabError, match="make demo"):
        application.run([])


def test_a_missing_library_is_named_with_the_command_that_brings_it(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DISPLAY", ":99")
    bare.setattr(screen, "_X11_LIBRARIES", {"libnowhere.so.7": "libnowhere7"})
    assert screen.missing_screen().endswith("sudo apt-get install libnowhere7")


def test_wayland_needs_no_x11_library(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("WAYLAND_DISPLAY", "wayland-0")
    bare.setattr(screen, "_X11_LIBRARIES", {"libnowhere.so.7": "libnowhere7"})
    assert screen.missing_screen() == ""
