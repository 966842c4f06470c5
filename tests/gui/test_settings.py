"""Settings: remembered over a restart, checked when read, harmless when broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from filterlab.errors import FilterLabError
from filterlab.gui.settings import MAX_RECENT, Settings, load_settings, save_settings, settings_path


def test_what_is_saved_is_read_back() -> None:
    settings = Settings(theme="dark").with_recent_file(Path("/a/b.png"))
    save_settings(settings)
    assert load_settings() == settings


def test_a_first_start_has_the_systems_colours_and_no_recent_files() -> None:
    assert load_settings() == Settings(theme="system", recent_files=())


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"theme": "pink"}', b'{"recent_files": [3]}', b'{"x": 1}', b"\xff\xfe"]
)
def test_a_broken_settings_file_starts_afresh(content: bytes) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_bytes(content)
    assert load_settings() == Settings()


def test_the_newest_file_stands_on_top_once_and_the_list_stays_short() -> None:
    settings = Settings()
    for number in range(20):
        settings = settings.with_recent_file(Path(f"/pictures/{number}.png"))
    settings = settings.with_recent_file(Path("/pictures/12.png"))
    assert settings.recent_files[:2] == ("/pictures/12.png", "/pictures/19.png")
    assert len(settings.recent_files) == MAX_RECENT
    assert len(set(settings.recent_files)) == MAX_RECENT


def test_a_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    with pytest.raises(FilterLabError, match="cannot be made"):
        save_settings(Settings())
