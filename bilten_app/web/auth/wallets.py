"""Signing in by a wallet: what it has to sign (assets/wallets.js), and what it has signed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import WALLET, LoginPurpose
from bilten_app.kit.errors import BiltenError
from bilten_app.web import door
from bilten_app.web.auth.arrival import comer_of, go_on, likely, sorry
from bilten_app.web.auth.asking import Asking, origin_of
from bilten_app.web.auth.cookies import set_cookie
from bilten_app.web.auth.ways import local_path

WALLET_COOKIE = "bilten_wallet"

router = APIRouter(prefix="/auth/wallets", include_in_schema=False)

type Next = Annotated[str, Form(alias="next", max_length=1000)]


@router.post("/message")
async def message(
    request: Request,
    visit: Asking,
    purpose: Annotated[LoginPurpose, Form()],
    account: Annotated[str, Form(max_length=100)] = "",
    chain: Annotated[int, Form(ge=0, le=10**18)] = 0,
    next_: Next = "",
) -> Response:
    """Return what to sign; a cookie says which round it is for."""
    try:
        question = await identity.ask_wallet(
            door.runtime(), visit.actor, purpose=purpose, origin=origin_of(request),
            account=account, chain_id=chain, address=visit.address, wished=local_path(next_, ""),
        )  # fmt: skip
    except BiltenError as refused:
        return Response(status_code=refused.status)
    answer = JSONResponse({"message": question.message}, headers={"Cache-Control": "no-store"})
    return set_cookie(answer, WALLET_COOKIE, question.token, question.max_age_s)


@router.post("")
async def arrive(
    request: Request,
    visit: Asking,
    message: Annotated[str, Form(max_length=4000)] = "",
    signature: Annotated[str, Form(max_length=20_000)] = "",
) -> RedirectResponse:
    """Do what was signed for."""
    rt, purpose, wished = door.runtime(), likely(visit), ""
    try:
        rounding = await identity.end_wallet_round(
            rt, visit.actor, token=request.cookies.get(WALLET_COOKIE, "")
        )
        purpose, wished = rounding.purpose, rounding.wished
        arrived = await identity.arrive_by_wallet(
            rt, visit.actor, rounding, message=as_signed(message), signature=signature,
            origin=origin_of(request), comer=comer_of(request, visit),
        )  # fmt: skip
    except BiltenError as refused:
        return set_cookie(sorry(purpose, WALLET, wished, refused), WALLET_COOKIE, "", 0)
    return set_cookie(await go_on(request, visit, rounding, arrived), WALLET_COOKIE, "", 0)


def as_signed(posted: str) -> str:
    """Return a text as it was before a form made each end of a line two signs (HTML, 4.10.21.3)."""
    return posted.replace("\r\n", "\n")
