"""What an endpoint may be, how a message is signed, and when it is tried again."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_bytes
from urllib.parse import SplitResult, urlsplit
from uuid import UUID, uuid5

from bilten_app.domains.webhooks.public import MOST_ABOUT, MOST_URL, EndpointDraft, HookKind
from bilten_app.kit.addresses import is_loopback, is_public
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import is_storable

PATIENCE = timedelta(days=3)
BOTH_SECRETS = timedelta(hours=24)
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=8)
SECRET_PREFIX = "whsec_"  # noqa: S105 - how every secret begins
SECRET_BYTES = 24
MESSAGES = UUID("5f2d4b5e-6c55-5f0c-9d2b-6b1d5b0c7a11")

NO_URL = msgid("This is not a whole address. It looks like https://example.com/hooks.")
NOT_HTTPS = msgid("The address must begin with https://, so that nobody reads along.")
HAS_LOGIN = msgid("Leave out name and password. The signature proves that we call.")
NOT_PUBLIC = msgid("This address is not on the public internet.")
NO_KINDS = msgid("Choose at least one thing to be told of.")
TOO_LONG = msgid("This is too long.")


def problems(draft: EndpointDraft, *, to_loopback: bool) -> Mapping[str, str]:
    """Return what keeps an endpoint from being saved, by field.

    Where its name leads is not asked here: that may change, and is checked with each call.
    """
    found = {
        "url": _url_problem(draft.url, to_loopback=to_loopback),
        "about": TOO_LONG if len(draft.about) > MOST_ABOUT else "",
        "kinds": "" if draft.kinds - {HookKind.test} else NO_KINDS,
    }
    return {field: problem for field, problem in found.items() if problem}


def message_id(organizer_id: UUID, kind: HookKind, happening: str) -> UUID:
    """Return the id of a message: the same happening has the same one for ever."""
    return uuid5(MESSAGES, f"{organizer_id}/{kind}/{happening}")


def shown_id(message: UUID) -> str:
    """Return a message's id as receivers see it."""
    return f"msg_{message.hex}"


def new_secret() -> str:
    """Return a secret in the form of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, told_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of Standard Webhooks, version 1."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{told_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers(secrets: Sequence[str], message: UUID, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a call, with one signature for each secret that holds."""
    told_id, timestamp = shown_id(message), int(at.timestamp())
    return {
        "content-type": "application/json",
        "webhook-id": told_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, told_id, timestamp, body) for secret in secrets
        ),
    }


def next_try(first_at: datetime, now: datetime, tries: int) -> datetime | None:
    """Return when to call again after so many failures; None once three days have gone by."""
    if now - first_at >= PATIENCE:
        return None
    wait = min(FIRST_WAIT * 3 ** min(tries - 1, 10), LONGEST_WAIT)
    return min(now + wait, first_at + PATIENCE)


def _url_problem(url: str, *, to_loopback: bool) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return NO_URL
    is_clean = url.isascii() and url.isprintable() and " " not in url and is_storable(url)
    if not host or not is_clean or parts.fragment or parts.scheme not in {"http", "https"}:
        return NO_URL
    if len(url) > MOST_URL:
        return TOO_LONG
    if "@" in parts.netloc:
        return HAS_LOGIN
    if to_loopback and _is_here(host):
        return ""
    return _door_problem(parts, host)


def _door_problem(parts: SplitResult, host: str) -> str:
    if parts.scheme != "https":
        return NOT_HTTPS
    is_number = ":" in host or host.rpartition(".")[2].isdigit()
    if _is_here(host) or (is_number and not is_public(host)):
        return NOT_PUBLIC
    return ""


def _is_here(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or is_loopback(host)
