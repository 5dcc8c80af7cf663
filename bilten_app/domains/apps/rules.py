"""How long things last, which ways back are safe, and what an app may ask for."""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from urllib.parse import SplitResult, urlencode, urlsplit

from bilten_app.domains.apps.public import ACCESS_LASTS_S, AppDraft, AppKind
from bilten_app.domains.programs.public import SCOPES
from bilten_app.kit.text import msgid

ACCESS_LASTS = timedelta(seconds=ACCESS_LASTS_S)
ASKING_LASTS = timedelta(minutes=30)  # somebody may have to make an account first
CODE_LASTS = timedelta(minutes=1)
REFRESH_LASTS = timedelta(days=30)
GRANT_LASTS = timedelta(days=365)
# How long an answer that got lost may be asked for again (docs/oauth.md).
RETRY_LASTS = timedelta(seconds=30)
OLD_SECRET_LASTS = timedelta(days=1)
# How old what a process remembers of a grant may be: so long may a revoked token open something.
STANDING_LASTS = timedelta(seconds=5)
SEEN_EVERY = timedelta(minutes=5)

SECRET_MARK, REFRESH_MARK = "bls_", "blr_"
MAX_NAME, MAX_ABOUT, MAX_URI, MAX_URIS, MAX_STATE = 80, 300, 500, 10, 1000
LOOPBACKS = frozenset({"127.0.0.1", "::1"})
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

NO_NAME = msgid("Give the app a name of at most 80 characters.")
LONG_ABOUT = msgid("Say in at most 300 characters what the app does.")
BAD_PAGE = msgid("Write the address of a page like https://example.com.")
NO_SCOPES = msgid("Choose at least one thing that the app may ask for.")
FOREIGN_SCOPES = msgid("You can only let it ask for what you may do yourself.")
NO_URI = msgid("Write where people come back to, one address a line, at most 10.")
BAD_URI = msgid(
    "Use https addresses without #, http only for 127.0.0.1, or for an app on a phone its own "
    "scheme like com.example.app:/done."
)


def problems(draft: AppDraft, *, held: Collection[str]) -> dict[str, str]:
    """Return what is wrong, one sentence for each field; `held` is what the maker may do."""
    found = {
        "name": None if 0 < len(draft.name) <= MAX_NAME else NO_NAME,
        "about": None if len(draft.about) <= MAX_ABOUT else LONG_ABOUT,
        "homepage": None if not draft.homepage or _is_page(draft.homepage) else BAD_PAGE,
        "redirect_uris": uri_problem(draft.redirect_uris, draft.kind),
        "scopes": _scopes_problem(draft.scopes, held),
    }
    return {field: text for field, text in found.items() if text}


def uri_problem(uris: Sequence[str], kind: AppKind) -> str | None:
    """Return what is wrong with ways back; an app that keeps a secret may have none."""
    if not uris and kind is AppKind.confidential:
        return None
    if not 0 < len(uris) <= MAX_URIS:
        return NO_URI
    return None if all(_is_way_back(uri, kind) for uri in uris) else BAD_URI


def _scopes_problem(scopes: frozenset[str], held: Collection[str]) -> str | None:
    if not scopes:
        return NO_SCOPES
    return None if scopes <= set(SCOPES) and scopes <= set(held) else FOREIGN_SCOPES


def _parts(address: str) -> SplitResult | None:
    """Return an address in parts; None for what is none, or would be read in two ways."""
    if len(address) > MAX_URI or not address.isascii() or not address.isprintable():
        return None
    if " " in address or "\\" in address or "#" in address:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return None if "@" in parts.netloc else parts


def _is_page(address: str) -> bool:
    parts = _parts(address)
    return parts is not None and parts.scheme == "https" and bool(parts.hostname)


def _is_way_back(uri: str, kind: AppKind) -> bool:
    parts = _parts(uri)
    if parts is None:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme == "http":
        return parts.hostname in LOOPBACKS
    return kind is AppKind.public and bool(_SCHEME.fullmatch(parts.scheme))


def is_registered(given: str, registered: Sequence[str]) -> bool:
    """Whether a way back is exactly one of these; on a loopback any port (RFC 8252 §7.3)."""
    if given in registered:
        return True
    wanted = _parts(given)
    if wanted is None or not _is_loopback(wanted):
        return False
    ours = (_parts(uri) for uri in registered)
    return any(
        one is not None and _is_loopback(one) and _portless(one) == _portless(wanted)
        for one in ours
    )


def _is_loopback(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in LOOPBACKS


def _portless(parts: SplitResult) -> tuple[str | None, str, str]:
    return parts.hostname, parts.path, parts.query


def way_back(redirect_uri: str, told: Mapping[str, str]) -> str:
    """Return the address to send somebody back to, with what the app is told; nothing empty."""
    added = urlencode({name: value for name, value in told.items() if value})
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{added}"


def place_of(redirect_uri: str) -> str:
    """Return where a way back leads, as people know it: the host, or the app's own scheme."""
    parts = urlsplit(redirect_uri)
    return parts.hostname or parts.scheme


def is_challenge(text: str) -> bool:
    """Whether a text can be the S256 of a verifier (RFC 7636 §4.2)."""
    return bool(_CHALLENGE.fullmatch(text))


def answers_challenge(verifier: str, challenge: str) -> bool:
    """Whether this is the verifier behind a challenge."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def scopes_in(text: str) -> frozenset[str]:
    """Return the scopes that a request names."""
    return frozenset(text.split())
