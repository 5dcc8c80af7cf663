"""How long an order may wait. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def extended_until(until: datetime, more: timedelta, ends: Iterable[datetime]) -> datetime:
    """Return until when an order is kept that gets more time, before each of `ends`.

    It is never shortened: who chose places just before an end keeps what they were promised.
    """
    return max(until, min(until + more, *ends))
