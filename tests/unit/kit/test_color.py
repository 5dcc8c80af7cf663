import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.color import color_or, contrast, readable_on

COLORS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#336699", "#336699") == 1


@given(COLORS)
def test_words_can_be_read_on_every_color(color: str) -> None:
    assert contrast(readable_on(color), color) >= 4


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", "", "#123456;x"])
def test_what_is_no_color_gives_the_default(color: str) -> None:
    assert color_or(color, "#0b5d4b") == "#0b5d4b"
