"""Where signing in and up leads, and how what was wrong travels: as short codes in an address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse

from bilten_app.domains.identity.public import FactorKind, Mend
from bilten_app.kit.errors import Invalid, TooMany

SIGN_IN, SIGN_UP, CHECK_MAIL = "/sign-in", "/sign-up", "/check-your-mail"
LINK, RESET, SECURITY = "/verify", "/reset-password", "/account/security"
CONFIRM, CHOOSE_ANOTHER = "/account/confirm", "/account/new-password"
CONSENT, UNKNOWN_APP = "/oauth/consent", "unknown"
SECOND, RECOVERY = "/sign-in/second", "/account/security/recovery"
HOME, DESK = "/", "/organizer"
TOO_MANY, WRONG, GONE = "too_many", "wrong_password", "link_gone"
BAD_CODE, STEP_GONE = "wrong_code", "step_gone"
BAD_PASSKEY, PASSKEY_KNOWN = "passkey_refused", "passkey_known"
SUSPENDED = "suspended"
STAFF_STEP = "staff_step"
LINK_LOGIN, LOGINS = "/account/link", "logins"
WORK, NO_TEAM = "/sign-in/work", "no_team"
PROVIDER_DOWN = "provider_down"


def local_path(wished: str, otherwise: str) -> str:
    """Return `wished` when it is a path of this site, and nothing that could lead elsewhere."""
    is_path = wished.startswith("/") and not wished.startswith("//")
    return wished if is_path and wished.isprintable() and "\\" not in wished else otherwise


def back(page: str, told: Mapping[str, str]) -> RedirectResponse:
    """Send the browser back to a page, told what was wrong."""
    return RedirectResponse(address_of(page, told), 303)


def address_of(page: str, told: Mapping[str, str]) -> str:
    """Return a page's address with what it is told; nothing empty."""
    kept = {name: value for name, value in told.items() if value}
    return f"{page}?{urlencode(kept)}" if kept else page


def factor_page(kind: FactorKind) -> str:
    """Return the page of a second factor."""
    return f"{SECURITY}/factor/{kind.value}"


def problem_codes(refused: Invalid) -> dict[str, str]:
    """Return what is wrong with each field as a code; the page says it in words."""
    return {f"{field}_is": Mend(text).name for field, text in refused.problems.items()}


def wait_code(refused: TooMany) -> dict[str, str]:
    """Return how long to wait."""
    return {"error": TOO_MANY, "wait": str(refused.retry_after_s)}
