"""Where a browser goes once it is known whom it brought, or that it brought nobody."""

from fastapi import Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity.public import (
    Arrived,
    LoginPurpose,
    LoginTaken,
    NoWallet,
    SignedIn,
    Suspended,
)
from bilten_app.domains.identity.service import Comer, Rounding
from bilten_app.kit.errors import BiltenError, TooMany
from bilten_app.ports.signin import NotVouched
from bilten_app.web import door
from bilten_app.web.auth.cookies import (
    browser_of,
    devices_of,
    end_session,
    set_cookie,
    welcome,
    without_step,
)
from bilten_app.web.auth.ways import (
    CHOOSE_ANOTHER,
    CONFIRM,
    DESK,
    HOME,
    LINK_LOGIN,
    LOGINS,
    PROVIDER_DOWN,
    SECURITY,
    SIGN_IN,
    address_of,
    back,
    local_path,
    wait_code,
)
from bilten_app.web.door import SESSION_COOKIE, Visit
from bilten_app.web.session import actor_of

CLAIM_COOKIE = "bilten_claim"


def comer_of(request: Request, visit: Visit) -> Comer:
    """Return what a browser brings along when it comes back."""
    return Comer(
        browser_of(request, visit),
        devices_of(request),
        request.cookies.get(SESSION_COOKIE, ""),
        visit.locale,
    )


async def go_on(
    request: Request, visit: Visit, rounding: Rounding, arrived: Arrived
) -> RedirectResponse:
    """Go on to where a round was to lead; with a claim, to who proves an account too."""
    if arrived.signed_in is None:
        told = {"by": rounding.provider, "email": arrived.email, "next": LINK_LOGIN}
        answer = back(SIGN_IN, told)
        return set_cookie(answer, CLAIM_COOKIE, arrived.claim_token, arrived.claim_max_age_s)
    if rounding.purpose is LoginPurpose.sign_in:
        return await _enter(request, visit, arrived.signed_in, rounding.wished)
    page = address_of(SECURITY, {"done": "login_linked"})
    going = page if rounding.purpose is LoginPurpose.link else rounding.wished or HOME
    return welcome(request, going, arrived.signed_in)


def sorry(
    purpose: LoginPurpose, provider: str, wished: str, refused: BiltenError
) -> RedirectResponse:
    """Say on the page that somebody came from what went wrong."""
    told = {"next": wished, "by": provider, "error": refused.code}
    if purpose is LoginPurpose.link:
        told["form"] = LOGINS
    if isinstance(refused, TooMany):
        told |= wait_code(refused)
    elif not isinstance(refused, NotVouched | Suspended | LoginTaken | NoWallet):
        told["error"] = PROVIDER_DOWN if refused.code == "unavailable" else NotVouched.code
    return back(page_of(purpose), told)


def page_of(purpose: LoginPurpose) -> str:
    """Return the page that people begin a round on."""
    pages = {LoginPurpose.link: SECURITY, LoginPurpose.prove: CONFIRM}
    return pages.get(purpose, SIGN_IN)


def likely(visit: Visit) -> LoginPurpose:
    """Return what somebody was about whose round is not known: who is signed in sees no door."""
    return LoginPurpose.link if visit.actor.user_id else LoginPurpose.sign_in


async def landing(visit: Visit, signed_in: SignedIn, wished: str) -> str:
    """Return where somebody goes who was let in: to what they wished for, or to their desk.

    What a leaked password opened is worth nothing before another one is chosen.
    """
    if signed_in.is_leaked:
        return address_of(CHOOSE_ANOTHER, {"next": wished})
    if wished or signed_in.is_half:
        return wished or HOME
    actor = await actor_of(door.runtime(), visit.actor, signed_in.token)
    return DESK if actor.grants else HOME


async def _enter(
    request: Request, visit: Visit, signed_in: SignedIn, wished: str
) -> RedirectResponse:
    """Let somebody in in place of who was here, or on to the second step."""
    if signed_in.is_half:
        return welcome(request, wished or HOME, signed_in)
    await end_session(request, visit)
    going = await landing(visit, signed_in, local_path(wished, ""))
    return without_step(welcome(request, going, signed_in))
