"""The tokens: readable in both schemes, and written where the pages read them."""

import pytest

from bilten_app.web.design import DARK, LIGHT, TOKENS_CSS, tokens_css

READABLE = 4.5
GROUNDS = ("paper", "surface", "sunken")
WORDS_ON = [
    *((words, ground) for words in ("ink", "muted", "brand") for ground in GROUNDS),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "brand")),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("paper", "surface")),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("paper", "ink"),
    *(("paper", f"seat-{number}") for number in ("one", "two", "three", "four")),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), WORDS_ON)
def test_words_can_be_read(scheme: dict[str, str], words: str, ground: str) -> None:
    assert contrast(scheme[words], scheme[ground]) >= READABLE


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_control_can_be_seen(scheme: dict[str, str]) -> None:
    assert contrast(scheme["edge"], scheme["surface"]) >= 3


def test_both_schemes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_the_written_tokens_are_those_of_the_code() -> None:
    assert TOKENS_CSS.read_text(encoding="utf-8") == tokens_css()
