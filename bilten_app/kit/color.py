"""Colours that organizers choose, and words that stay readable on them (WCAG 2.2 §1.4.3)."""

import re

WHITE, INK = "#ffffff", "#18201c"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def color_or(color: str, default: str) -> str:
    """Return `color` when it is a colour like `#0b5d4b`, else `default`."""
    return color if _HEX.fullmatch(color) else default


def readable_on(color: str) -> str:
    """Return white or ink, whichever stands out more on `color`."""
    return max(WHITE, INK, key=lambda words: contrast(words, color))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
