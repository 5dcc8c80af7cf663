"""Names in addresses: short, ASCII, and readable where the title allows it."""

import re
import unicodedata
from collections.abc import Iterator

from bilten_app.kit.ids import new_code

MAX_LENGTH = 60
RESERVED = frozenset({"new", "edit", "search"})
_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe"})


def slug_of(title: str) -> str:
    """Return the slug a title asks for; empty when nothing of it can be written in ASCII."""
    folded = title.casefold().translate(_FOLDED)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:MAX_LENGTH]
        if len(longer) > MAX_LENGTH:
            break
        slug = longer
    return slug


def candidates(title: str, otherwise: str) -> Iterator[str]:
    """Yield slugs to try, the best one first; they never end.

    `otherwise` is the word for a title that leaves too little, for example `event-7kq2m9`.
    """
    slug = slug_of(title)
    if len(slug) >= 3 and slug not in RESERVED:
        yield slug
        yield from (f"{slug}-{number}" for number in range(2, 6))
    else:
        slug = f"{otherwise}-{slug}" if slug else otherwise
    while True:
        yield f"{slug}-{new_code(6).lower()}"
