"""Telephone numbers: how they are dialled from anywhere, where they lead, which are never texted.

The numbers of ITU-T E.164: a plus, a country code of one to three digits, fifteen digits at most.
"""

import re

_NUMBER = re.compile(r"\+[1-9]\d{7,14}")
# Country codes of one digit and of two; all others have three.
_SHORT_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
# Satellites, networks without a country and numbers that earn money by being called: codes sent
# there are sent for somebody's profit.
_DEAR = ("+870", "+878", "+881", "+882", "+883", "+888", "+979", "+991", "+1900", "+1976")
_AREA = 3


def normal_number(typed: str) -> str | None:
    """Return a number as it is dialled from anywhere, or None when none can be texted."""
    number = re.sub(r"[\s()/.-]", "", typed)
    number = f"+{number[2:]}" if number.startswith("00") else number
    if not _NUMBER.fullmatch(number) or number.startswith(_DEAR):
        return None
    return number


def prefix_of(number: str) -> str:
    """Return where a number leads: its country code, and in North America the area, too.

    Islands with dear calls share +1 with a continent.
    """
    digits = number.removeprefix("+")
    if digits.startswith("1"):
        return f"+{digits[: 1 + _AREA]}"
    short = _SHORT_CODE.match(digits)
    return f"+{short[0] if short else digits[:3]}"


def masked(number: str) -> str:
    """Return what may be shown of a number."""
    return f"{number[:3]} ••• {number[-2:]}"
