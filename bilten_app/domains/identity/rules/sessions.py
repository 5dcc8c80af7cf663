"""How long a session and a mailed link last."""

from datetime import datetime, timedelta

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=60)
SEEN_EVERY = timedelta(minutes=5)
LINK_LASTS = timedelta(days=2)


def expiry(created_at: datetime, seen_at: datetime) -> datetime:
    """Return when a session ends: 14 days after it was last seen, 60 days after it began."""
    return min(seen_at + IDLE, created_at + ABSOLUTE)
