"""How long a session lasts."""

from datetime import datetime, timedelta

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=30)
# A passkey is both steps at once.
OPENED_BY_PASSKEY = "passkey"
# By a password that lists have: it opens nothing until another one is chosen.
OPENED_BY_LEAKED = "leaked"
SEEN_EVERY = timedelta(minutes=5)


def expiry(created_at: datetime, seen_at: datetime) -> datetime:
    """Return when a session ends: 14 days after it was last seen, 30 days after it began."""
    return min(seen_at + IDLE, created_at + ABSOLUTE)
