"""One page of a long list, and where the next one begins."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import is_storable

MAX_PAGE = 100
MAX_DIGITS = 10


class BadCursor(Invalid):
    """The cursor was not made by us."""

    code = "bad_cursor"
    text = msgid("This page address is no longer right. Start again from the first page.")


@dataclass(frozen=True, slots=True)
class Page[T]:
    """A page of rows; `next_cursor` is None on the last one."""

    rows: Sequence[T]
    next_cursor: str | None = None

    @classmethod
    def cut(cls, rows: Sequence[T], size: int, key: Callable[[T], Sequence[str]]) -> "Page[T]":
        """Cut `size` rows out of the `size + 1` that were asked for; `key` is the sort key."""
        if len(rows) <= size:
            return cls(rows)
        kept = rows[:size]
        return cls(kept, write_cursor(key(kept[-1])))


def write_cursor(key: Sequence[str]) -> str:
    """Return an opaque cursor that stands after the row with this sort key."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[str]:
    """Return the sort key of a cursor, or raise BadCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded))
    except ValueError as error:
        raise BadCursor from error
    parts = cast("list[object]", key) if isinstance(key, list) else []
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != length or len(parts) != length:
        raise BadCursor
    return texts


def cursor_moment(part: str) -> datetime:
    """Return the instant in a cursor, or raise BadCursor."""
    try:
        at = datetime.fromisoformat(part)
        if at.tzinfo is None:
            raise BadCursor
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error


def cursor_id(part: str) -> UUID:
    """Return the row id in a cursor, or raise BadCursor."""
    try:
        return UUID(part)
    except ValueError as error:
        raise BadCursor from error


def cursor_number(part: str) -> int:
    """Return the number in a cursor, or raise BadCursor."""
    if not (part.isascii() and part.isdigit() and len(part) < MAX_DIGITS):
        raise BadCursor
    return int(part)


def cursor_words(part: str) -> str:
    """Return the words in a cursor as a column could hold them, or raise BadCursor."""
    if not is_storable(part):
        raise BadCursor
    return part
