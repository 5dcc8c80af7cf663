"""Where personal data rests: one table of places, which jobs, erasures and the docs read."""

from bilten_app.kit.personal.impersonal import IMPERSONAL
from bilten_app.kit.personal.person import Person
from bilten_app.kit.personal.places import PLACES
from bilten_app.kit.personal.values import End, Ground, Place, Purpose

__all__ = ["IMPERSONAL", "PLACES", "End", "Ground", "Person", "Place", "Purpose", "place"]

_BY_TABLE = {one.table: one for one in PLACES}


def place(table: str) -> Place:
    """Return what is said of a table that holds personal data."""
    return _BY_TABLE[table]
