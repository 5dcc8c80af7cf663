"""How VAT ids are written. Pure; whether one is valid, only the register knows."""

import re

FORM = re.compile(r"(?P<country>[A-Z]{2})(?P<number>[0-9A-Z+*]{2,12})")
PREFIXES = {"EL": "GR"}


def split_vat_id(typed: str) -> tuple[str, str] | None:
    """Return country and number of a VAT id, or None when it is not written like one.

    Greece writes EL and is GR.
    """
    found = FORM.fullmatch(re.sub(r"[\s.\-]", "", typed).upper())
    if found is None:
        return None
    return PREFIXES.get(found["country"], found["country"]), found["number"]
