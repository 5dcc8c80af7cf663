"""What a key may look like, and from where it may be used."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from bilten_app.domains.programs.public import SCOPES, KeyDraft, KeyState
from bilten_app.kit.addresses import read_address
from bilten_app.kit.text import msgid

MARK, TEST_MARK = "blt_", "blt_test_"
SHOWN = 6  # characters of the secret that are kept to know a key by
SEEN_EVERY = timedelta(minutes=5)
MAX_NAME, MAX_NETWORKS = 80, 20
FIRST_ERROR = 400  # the first HTTP status that says no
KEPT_AT_ONCE, KEPT_REQUESTS = 50, 500
REQUESTS_LAST, DAYS_LAST = timedelta(days=7), timedelta(days=400)

NO_NAME = msgid("Say what the key is for, in at most 80 characters.")
NO_SCOPES = msgid("Choose at least one thing that the key may do.")
FOREIGN_SCOPES = msgid("You can only give what you may do yourself.")
BAD_NETWORK = msgid("Write addresses like 203.0.113.7 or ranges like 203.0.113.0/24, at most 20.")
PAST = msgid("Choose a day that is still to come.")


def problems(draft: KeyDraft, *, held: Collection[str], now: datetime) -> dict[str, str]:
    """Return what is wrong, one sentence for each field; `held` is what the maker may do."""
    found = {
        "name": None if 0 < len(draft.name) <= MAX_NAME else NO_NAME,
        "scopes": _scopes_problem(draft.scopes, held),
        "networks": None if networks(draft.networks) is not None else BAD_NETWORK,
        "expires_at": PAST if draft.expires_at and draft.expires_at <= now else None,
    }
    return {field: text for field, text in found.items() if text}


def _scopes_problem(scopes: frozenset[str], held: Collection[str]) -> str | None:
    if not scopes:
        return NO_SCOPES
    return None if scopes <= set(SCOPES) and scopes <= set(held) else FOREIGN_SCOPES


def networks(written: Sequence[str]) -> list[str] | None:
    """Return ranges as they are kept, without doubles; None when one cannot be read."""
    if len(written) > MAX_NETWORKS:
        return None
    try:
        return list(dict.fromkeys(str(ip_network(one, strict=False)) for one in written))
    except ValueError:
        return None


def admits(ranges: Sequence[str], address: str) -> bool:
    """Whether a key with these ranges may be used from an address; without any, from everywhere."""
    if not ranges:
        return True
    here = read_address(address)
    return here is not None and any(here in _range(one) for one in ranges)


@lru_cache(maxsize=1024)
def _range(kept: str) -> IPv4Network | IPv6Network:
    return ip_network(kept)


def state_of(
    *, expires_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> KeyState:
    """Return whether a key opens anything."""
    if revoked_at:
        return KeyState.revoked
    return KeyState.expired if expires_at and expires_at <= now else KeyState.active


def prefix_of(secret: str) -> str:
    """Return the beginning by which people know a key."""
    mark = TEST_MARK if secret.startswith(TEST_MARK) else MARK
    return secret[: len(mark) + SHOWN]
