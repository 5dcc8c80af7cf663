"""The name that Apple tells once, beside its answer and signed by nobody: to be offered only."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import cast

from bilten_app.kit.typed import one_line

LONGEST = 80


def name_of(user: str) -> str:
    """Return the name in Apple's `user`; nothing where it is not as it should be."""
    try:
        told: object = json.loads(user)
    except ValueError:
        return ""
    said = cast("dict[str, object]", told).get("name") if isinstance(told, dict) else None
    if not isinstance(said, dict):
        return ""
    parts = cast("dict[str, object]", said)
    words = [str(parts.get(part) or "") for part in ("firstName", "lastName")]
    return one_line(" ".join(words))[:LONGEST]


def as_cookie(name: str) -> str:
    """Return a name as a cookie takes it."""
    return urlsafe_b64encode(name.encode()).decode()


def of_cookie(value: str) -> str:
    """Return the name in a cookie; nothing where somebody else made it."""
    try:
        return one_line(urlsafe_b64decode(value).decode())[:LONGEST]
    except ValueError:
        return ""
