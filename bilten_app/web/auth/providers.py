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
)
from bilten_app.kit.errors import BiltenError, NotFound, ProofNeeded, Unauthenticated
from bilten_app.kit.text import msgid, say
from bilten_app.ports.signin import callback_of
from bilten_app.web import door
from bilten_app.web.auth.arrival import CLAIM_COOKIE, comer_of, go_on, likely, page_of, sorry
from bilten_app.web.auth.asking import Asking
from bilten_app.web.auth.cookies import browser_of, set_cookie, welcome
from bilten_app.web.auth.teams import domains_of, let_join, registration_of
from bilten_app.web.auth.told import as_cookie, name_of, of_cookie
from bilten_app.web.auth.ways import (
    CONFIRM,
    LINK_LOGIN,
    LOGINS,
    SECURITY,
    SIGN_IN,
    address_of,
    back,
    local_path,
)
from bilten_app.web.door import SESSION_COOKIE, Visit

ROUND_COOKIE, NAME_COOKIE = "bilten_round", "bilten_told_name"
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
        return sorry(purpose, provider, wished, refused)
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
    answer = back(callback_of("", provider), brought)
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
    rt, purpose, wished = door.runtime(), likely(visit), ""
    try:
        registration = await registration_of(rt, provider)
        rounding = await identity.end_round(
            rt, visit.actor, registration=registration, state=state,
            token=request.cookies.get(ROUND_COOKIE, ""),
        )  # fmt: skip
        purpose, wished = rounding.purpose, rounding.wished
        if not code:
            return _done_with(back(page_of(purpose), {"next": wished}))
        arrived = await identity.arrive_by(
            rt, visit.actor, rounding,
            LoginAnswer(state, code, iss, of_cookie(request.cookies.get(NAME_COOKIE, ""))),
            registration=registration, comer=comer_of(request, visit),
            domains=await domains_of(rt, provider),
        )  # fmt: skip
        await let_join(rt, provider, arrived)
    except BiltenError as refused:
        return _done_with(sorry(purpose, provider, wished, refused))
    return _done_with(await go_on(request, visit, rounding, arrived))


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


def _done_with(answer: RedirectResponse) -> RedirectResponse:
    """Forget a round in the browser too."""
    return set_cookie(set_cookie(answer, ROUND_COOKIE, "", 0), NAME_COOKIE, "", 0)
