"""Read untrusted JSON field by field: the right type and range, or a ValueError."""

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from string import ascii_letters, digits
from typing import cast
from uuid import UUID

type Json = Mapping[str, object]

_BASE64URL = frozenset(ascii_letters + digits + "-_")

LARGEST = (1 << 53) - 1  # what every JSON reader keeps exact


def to_base64(raw: bytes) -> str:
    """Write base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Read base64url without padding, strictly."""
    if not _BASE64URL.issuperset(text):
        raise ValueError("not base64url")
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def parse(raw: bytes) -> Json:
    """Read one JSON object."""
    try:
        value: object = json.loads(raw)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return as_object(value)


def canonical(value: Json) -> bytes:
    """Write JSON in the one form that is hashed and signed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def as_object(value: object) -> Json:
    """Return `value` if it is an object."""
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for all bad input
    return cast("Json", value)


def as_list(value: object) -> list[object]:
    """Return `value` if it is a list."""
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - one error for all bad input
    return cast("list[object]", value)


def as_whole(value: object, low: int = 0, high: int = LARGEST) -> int:
    """Return `value` if it is a whole number from `low` to `high`; true is not 1."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError("not a number in range")
    return value


def as_text(value: object) -> str:
    """Return `value` if it is text."""
    if not isinstance(value, str):
        raise ValueError("not text")  # noqa: TRY004 - one error for all bad input
    return value


def as_truth(value: object) -> bool:
    """Return `value` if it is true or false."""
    if not isinstance(value, bool):
        raise ValueError("not true or false")  # noqa: TRY004 - one error for all bad input
    return value


def as_bytes(value: object, size: int | None = None) -> bytes:
    """Return the bytes that `value` writes in base64url, `size` of them if given."""
    raw = from_base64(as_text(value))
    if size is not None and len(raw) != size:
        raise ValueError("of another length")
    return raw


def as_uuid(value: object) -> UUID:
    """Return the uuid that `value` writes in its usual form: small letters, with hyphens."""
    uuid = UUID(as_text(value))
    if str(uuid) != value:
        raise ValueError("a uuid in another form")
    return uuid
