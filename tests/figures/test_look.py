import pytest

from filterlab.figures.look import fitted_text, plain_text, text_width


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("7 × 7", "7 x 7"),
        ("\N{MINUS SIGN}1.5 ± 2°", "-1.5 ± 2°"),
        ("Müller à côté", "Muller a cote"),
        ("two\nlines", "two lines"),
        ("猫", "?"),
        ("wait…", "wait..."),
    ],
)
def test_text_is_put_into_letters_the_font_has(text: str, plain: str):
    assert plain_text(text) == plain


def test_text_that_fits_stays_whole():
    assert fitted_text("short", 400, 12) == "short"


@pytest.mark.parametrize("width", [0, 5, 40, 90])
def test_text_that_is_too_long_is_cut_to_the_width(width: int):
    cut = fitted_text("a rather long name for a filter", width, 12)
    assert cut.endswith("…")
    assert len(cut) == 1 or text_width(cut, 12) <= width
