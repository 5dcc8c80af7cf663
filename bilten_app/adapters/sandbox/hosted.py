"""The pages of the sandbox gateway: where a buyer pays, and where their bank asks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from babel.numbers import format_currency, get_currency_precision
from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bilten_app.adapters.sandbox.gateway import HostedCheckout, SandboxGateway
from bilten_app.adapters.sandbox.scenarios import SCENARIOS, Scenario
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.ports.payments import ChargeState

REFUSALS = {
    "card_declined": "The bank declined this card. Try another one.",
    "insufficient_funds": "There is not enough money on this card. Try another one.",
    "authentication_failed": "Your bank could not confirm that it is you. Try again.",
}
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


def hosted_pages(gateway: SandboxGateway) -> APIRouter:
    """Return the routes of the hosted checkout. They know the gateway and nothing of Bilten."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sandbox/pay/{checkout_id}")
    async def show(checkout_id: str) -> Response:
        return await _show(gateway, checkout_id)

    @router.post("/sandbox/pay/{checkout_id}")
    async def pay(checkout_id: str, card: Annotated[str, Form(max_length=40)]) -> Response:
        try:
            await gateway.choose(checkout_id, Scenario.of(card))
        except NotFound:
            return page("gone.html", status=404)
        return RedirectResponse(f"/sandbox/pay/{checkout_id}", 303)

    @router.post("/sandbox/pay/{checkout_id}/bank")
    async def bank(checkout_id: str, answer: Annotated[str, Form(max_length=10)]) -> Response:
        try:
            await gateway.answer_challenge(checkout_id, approved=answer == "approve")
        except NotFound:
            return page("gone.html", status=404)
        return RedirectResponse(f"/sandbox/pay/{checkout_id}", 303)

    return router


async def _show(gateway: SandboxGateway, checkout_id: str) -> Response:
    try:
        checkout = await gateway.hosted(checkout_id)
    except NotFound:
        return page("gone.html", status=404)
    if checkout.state in {ChargeState.captured, ChargeState.failed}:
        return RedirectResponse(checkout.return_url, 303)
    return page(
        _template(checkout),
        checkout=checkout,
        amount=shown(checkout.amount),
        refusal=REFUSALS.get(checkout.reason, ""),
        cards=_cards(),
    )


def _template(checkout: HostedCheckout) -> str:
    if checkout.state is not ChargeState.pending:
        return "over.html"
    if checkout.challenge is None:
        return "pay.html"
    return "waiting.html" if "settles_at" in checkout.challenge else "bank.html"


def _cards() -> Sequence[Scenario]:
    return list(SCENARIOS.values())


def shown(amount: Money) -> str:
    """Return an amount in words of the sandbox, which speaks English only."""
    value = amount.minor / 10 ** get_currency_precision(amount.currency)
    return format_currency(value, amount.currency, locale="en")


def page(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return one of the sandbox's pages, never to be kept."""
    html = _PAGES.get_template(template).render(**values)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
