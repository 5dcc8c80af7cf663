"""What never reaches a log line: secrets, card numbers, addresses of people. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import cast

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"(?i)cookie|authorization|passw(or)?d|passphrase|secret|token|api_?key|master_?key"
    r"|(private|issuer|relayer)_?key|credential|signature|^(key|pin|otp|cvc|cvv|iban|card|email|dsn)$"
)
_IN_TEXT = (
    # header: value, for the rest of the line
    (re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization)(['\"]?\s*[:=]\s*).+"), r"\1\2"),
    (re.compile(r"(?i)\b(bearer|basic)(\s+)[\w.~+/=-]{6,}"), r"\1\2"),
    # name=value, "name": "value", and the same inside a query string
    (
        re.compile(
            r"(?i)\b(\w*(?:passw(?:or)?d|secret|token|api_?key|master_?key|(?:private|issuer|relayer)_?key|cvc|cvv))"
            r"(['\"]?\s*[:=]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s&,;)}\]]+)"
        ),
        r"\1\2",
    ),
    # scheme://user:password@host
    (re.compile(r"(\w+://[^\s:/@]*)(:)[^\s/@]+(?=@)"), r"\1\2"),
    # links that open an order or a ticket without signing in, and links of one use
    (re.compile(r"(/(?:orders|tickets|checkout)/[\w-]+)(/)[\w-]{8,}"), r"\1\2"),
    (re.compile(r"(/(?:verify|reset|invitations))(/)[\w-]{8,}"), r"\1\2"),
    (re.compile(r"(#enrol)(=)[\w-]+"), r"\1\2"),
    # what validators and databases quote back
    (re.compile(r"(input_value)(=).*?(?=, input_type)", re.DOTALL), r"\1\2"),
    (re.compile(r"(\[parameters)(: ).*"), r"\1\2"),
    (re.compile(r"(Key \([^)]*\))(=)\([^)]*\)"), r"\1\2"),
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
_LONG_NUMBER = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")


def redacted(value: object) -> object:
    """Return `value` with everything secret replaced, at any depth."""
    if isinstance(value, Mapping):
        return _redacted_mapping(cast("Mapping[object, object]", value))
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, bytes):
        return HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return value
    return redacted_text(str(value))


def redacted_text(text: str) -> str:
    """Return `text` without the secrets that can be told by their form."""
    for pattern, kept in _IN_TEXT:
        text = pattern.sub(kept + HIDDEN, text)
    text = _LONG_NUMBER.sub(_without_card, text)
    return _MAIL.sub(HIDDEN, text)


def is_secret_name(name: str) -> bool:
    """Whether what is called `name` is never shown."""
    return bool(_SECRET_NAME.search(name))


def _redacted_mapping(values: Mapping[object, object]) -> dict[str, object]:
    return {
        str(name): HIDDEN if is_secret_name(str(name)) else redacted(value)
        for name, value in values.items()
    }


def _without_card(found: re.Match[str]) -> str:
    digits = [int(character) for character in found[0] if character.isdigit()]
    return HIDDEN if _passes_luhn(digits) else found[0]


def _passes_luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 for digit in digits[-2::-2]]
    total = sum(digits[-1::-2]) + sum(digit - 9 if digit > 9 else digit for digit in doubled)
    return total % 10 == 0
