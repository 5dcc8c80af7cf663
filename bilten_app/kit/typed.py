"""What a person typed, as a column takes it: no control characters, no stray spaces.

The joiners stay, because Persian words and some emoji are written with them. Marks that turn the
direction of what follows go, because a name could dress up the words around it.
"""

import re
from datetime import date

_HALVES = re.compile("[\ud800-\udfff]")
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def one_line(typed: str) -> str:
    """Return printable words with single spaces between them."""
    return " ".join("".join(c if _is_shown(c) else " " for c in typed).split())


def many_lines(typed: str) -> str:
    """Return printable text that keeps its line breaks, but not what stands around it."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or _is_shown(c)).strip()


def whole_number(typed: str) -> int:
    """Return a typed whole number: 0 when nothing was typed, -1 for what is none."""
    typed = typed.strip()
    return int(typed) if typed.isdecimal() else -1 if typed else 0


def whole_day(typed: str) -> date | None:
    """Return a typed day, or None for what is none; also for the last one, for it has no next."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if day < date.max else None


def is_storable(text: str) -> bool:
    """Whether a column and a browser can hold a text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not _HALVES.search(text)


def _is_shown(character: str) -> bool:
    return character.isprintable() or character in _JOINERS
