"""Signing in by others: to the provider, back from it, and linking what it vouched for.

A form leads to a page that goes on by itself: browsers hold a form's redirects to the addresses
that our policy allows for forms, which are ours. Apple posts its answer from its own site, without
our cookies; it is asked for again by the address, and only then believed.
"""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import (
    ClaimGone,
    LoginAnswer,
    LoginPurpose,
    LoginTaken,
    SignedIn,
    Suspended,
)
from bilten_app.kit.errors import BiltenError, NotFound, ProofNeeded, TooMany, Unauthenticated
from bilten_app.kit.text import msgid, say
from bilten_app.ports.signin import NotVouched
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking
from bilten_app.web.auth.cookies import (
    browser_of,
    devices_of,
    end_session,
    set_cookie,
    welcome,
    without_step,
)
from bilten_app.web.auth.teams import domains_of, let_join, registration_of
from bilten_app.web.auth.told import as_cookie, name_of, of_cookie
from bilten_app.web.auth.ways import (
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

ROUND_COOKIE, CLAIM_COOKIE, NAME_COOKIE = "bilten_round", "bilten_claim", "bilten_told_name"
A_MINUTE_S = 60
GOING = msgid("Going on to {provider} …")

router = APIRouter(prefix="/auth", include_in_schema=False)

type Provider = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
type Next = Annotated[str, Form(alias="next", max_length=1000)]
type Word = Annotated[str, Query(max_length=4000)]
type Posted = Annotated[str, Form(max_length=4000)]


@router.post("/with/{provider}")
async def begin(
    visit: Asking,
    provider: Provider,
    purpose: Annotated[LoginPurpose, Form()] = LoginPurpose.sign_in,
    next_: Next = "",
) -> Response:
    """Send the browser to a provider; a cookie says which round it is on."""
    return await send(visit, provider, purpose, next_)


async def send(
    visit: Visit, provider: str, purpose: LoginPurpose, next_: str, hint: str = ""
) -> Response:
    """Send the browser to a provider; `hint` is an address that was typed."""
    rt, wished = door.runtime(), local_path(next_, "")
    try:
        registration = await registration_of(rt, provider)
        question = await identity.ask_provider(
            rt, visit.actor, registration=registration, purpose=purpose, address=visit.address,
            wished=wished, hint=hint,
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": wished or SECURITY})
    except ProofNeeded:
        return back(CONFIRM, {"next": SECURITY})
    except BiltenError as refused:
        return _sorry(purpose, provider, wished, refused)
    return set_cookie(
        _going(question.address, say(GOING, visit.locale, provider=registration.title)),
        ROUND_COOKIE, question.token, question.max_age_s,
    )  # fmt: skip


@router.post("/with/{provider}/callback")
async def posted(
    provider: Provider,
    state: Posted = "",
    code: Posted = "",
    error: Posted = "",
    user: Posted = "",
) -> RedirectResponse:
    """Ask again, by the address, for what a provider posted; the name goes into a cookie."""
    brought = {"state": state, "code": code, "error": error}
    answer = back(f"/auth/with/{provider}/callback", brought)
    name = name_of(user)
    return set_cookie(answer, NAME_COOKIE, as_cookie(name), A_MINUTE_S) if name else answer


@router.get("/with/{provider}/callback")
async def arrive(
    request: Request,
    visit: Asking,
    provider: Provider,
    state: Word = "",
    code: Word = "",
    iss: Word = "",
) -> RedirectResponse:
    """Do what the browser went to a provider for."""
    rt, purpose, wished = door.runtime(), _likely(visit), ""
    try:
        rounding = await identity.end_round(
            rt, visit.actor, registration=await registration_of(rt, provider), state=state,
            token=request.cookies.get(ROUND_COOKIE, ""),
        )  # fmt: skip
        purpose, wished = rounding.purpose, rounding.wished
        if not code:
            return _done_with(back(_page(purpose), {"next": wished}))
        arrived = await identity.arrive_by(
            rt, visit.actor, rounding,
            LoginAnswer(state, code, iss, of_cookie(request.cookies.get(NAME_COOKIE, ""))),
            browser=browser_of(request, visit), devices=devices_of(request),
            session_token=request.cookies.get(SESSION_COOKIE, ""), locale=visit.locale,
            domains=await domains_of(rt, provider),
        )  # fmt: skip
        await let_join(rt, provider, arrived)
    except BiltenError as refused:
        return _done_with(_sorry(purpose, provider, wished, refused))
    if arrived.signed_in is None:
        told = {"by": provider, "email": arrived.email, "next": LINK_LOGIN}
        answer = back(SIGN_IN, told)
        set_cookie(answer, CLAIM_COOKIE, arrived.claim_token, arrived.claim_max_age_s)
        return _done_with(answer)
    if purpose is LoginPurpose.sign_in:
        return _done_with(await _enter(request, visit, arrived.signed_in, wished))
    page = address_of(SECURITY, {"done": "login_linked"})
    going = page if purpose is LoginPurpose.link else wished or HOME
    return _done_with(welcome(request, going, arrived.signed_in))


@router.post("/link-login")
async def link(request: Request, visit: Asking) -> RedirectResponse:
    """Link what this browser brought to the account that it is signed in to."""
    try:
        signed_in, wished = await identity.claim_login(
            door.runtime(), visit.actor, token=request.cookies.get(CLAIM_COOKIE, ""),
            session_token=request.cookies.get(SESSION_COOKIE, ""),
            browser=browser_of(request, visit),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": LINK_LOGIN})
    except ProofNeeded:
        return back(CONFIRM, {"next": LINK_LOGIN})
    except (ClaimGone, LoginTaken, NotFound) as refused:
        answer = back(SECURITY, {"form": LOGINS, "error": refused.code})
        return set_cookie(answer, CLAIM_COOKIE, "", 0)
    going = local_path(wished, "") or address_of(SECURITY, {"done": "login_linked"})
    return set_cookie(welcome(request, going, signed_in), CLAIM_COOKIE, "", 0)


async def _enter(
    request: Request, visit: Visit, signed_in: SignedIn, wished: str
) -> RedirectResponse:
    """Let somebody in in place of who was here, or on to the second step."""
    if signed_in.is_half:
        return welcome(request, wished or HOME, signed_in)
    await end_session(request, visit)
    actor = await actor_of(door.runtime(), visit.actor, signed_in.token)
    going = local_path(wished, "") or (DESK if actor.grants else HOME)
    return without_step(welcome(request, going, signed_in))


def _going(address: str, words: str) -> HTMLResponse:
    """Return a page that goes on at once, and has a link for who stays on it."""
    where, said = escape(address, quote=True), escape(words)
    return HTMLResponse(
        f'<!doctype html><html><head><meta charset="utf-8"><title>{said}</title>'
        f'<meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="light dark">'
        "<style>body{font:1rem system-ui;margin:3rem auto;max-width:24rem;padding:0 1rem}</style>"
        f'<meta http-equiv="refresh" content="0;url={where}"></head>'
        f'<body><p><a href="{where}">{said}</a></p></body></html>',
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


def _sorry(
    purpose: LoginPurpose, provider: str, wished: str, refused: BiltenError
) -> RedirectResponse:
    """Say on the page that somebody came from what went wrong."""
    told = {"next": wished, "by": provider, "error": refused.code}
    if purpose is LoginPurpose.link:
        told["form"] = LOGINS
    if isinstance(refused, TooMany):
        told |= wait_code(refused)
    elif not isinstance(refused, NotVouched | Suspended | LoginTaken):
        told["error"] = PROVIDER_DOWN if refused.code == "unavailable" else NotVouched.code
    return back(_page(purpose), told)


def _page(purpose: LoginPurpose) -> str:
    pages = {LoginPurpose.link: SECURITY, LoginPurpose.prove: CONFIRM}
    return pages.get(purpose, SIGN_IN)


def _likely(visit: Visit) -> LoginPurpose:
    """Return what somebody was about whose round is not known: who is signed in sees no door."""
    return LoginPurpose.link if visit.actor.user_id else LoginPurpose.sign_in


def _done_with(answer: RedirectResponse) -> RedirectResponse:
    """Forget a round in the browser too."""
    return set_cookie(set_cookie(answer, ROUND_COOKIE, "", 0), NAME_COOKIE, "", 0)
