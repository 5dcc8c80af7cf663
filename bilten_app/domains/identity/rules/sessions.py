"""How long a session lasts, and what is kept of where it came from."""

import ipaddress
from datetime import datetime, timedelta

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=30)
# A passkey is both steps at once.
OPENED_BY_PASSKEY = "passkey"
SEEN_EVERY = timedelta(minutes=5)


def expiry(created_at: datetime, seen_at: datetime) -> datetime:
    """Return when a session ends: 14 days after it was last seen, 30 days after it began."""
    return min(seen_at + IDLE, created_at + ABSOLUTE)


def network_of(address: str) -> str:
    """Return the network a browser came from: enough to recognise, too little to find a home."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, bits), strict=False))
