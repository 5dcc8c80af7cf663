"""Time zones that somebody may choose."""

from functools import cache
from zoneinfo import available_timezones

UTC = "UTC"


@cache
def zones() -> frozenset[str]:
    """Return the zones that are named after a place, and UTC."""
    return frozenset(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    ) | {UTC}
