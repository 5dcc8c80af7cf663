"""The sandbox gateway from the buyer's side: test cards, and its webhooks brought by hand."""

import json
from dataclasses import asdict

from bilten_app.adapters.guarded import GuardedGateway
from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.adapters.sandbox.scenarios import SCENARIOS, Scenario
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from tests.work import settle


def card(title: str) -> Scenario:
    """Return the test card with this title."""
    return next(scenario for scenario in SCENARIOS.values() if scenario.title == title)


def gateway_of(rt: Runtime) -> Sandbox:
    """Return the sandbox behind the port, and behind its circuit breaker."""
    guarded = rt.gateways.payment_methods["sandbox"]
    assert isinstance(guarded, GuardedGateway)
    assert isinstance(guarded.behind, Sandbox)
    return guarded.behind


async def webhook(rt: Runtime, checkout: str, event_id: str, **changes: object) -> bytes:
    """Return the body that the gateway sends about a checkout, with some things changed."""
    charge = await gateway_of(rt).look_up(checkout)
    told = {
        "checkout": checkout,
        "state": charge.state.value,
        "amount_minor": charge.amount.minor,
        "currency": charge.amount.currency,
        "reason": "",
        "card": asdict(charge.paid_with) if charge.paid_with else None,
        **changes,
    }
    return json.dumps({"id": event_id, "charge": told}).encode()


async def hear(
    rt: Runtime,
    checkout: str,
    event_id: str = "evt_1",
    gateway: str = "sandbox",
    **changes: object,
) -> None:
    """Let the webhook of a checkout come in, and do what follows."""
    body = await webhook(rt, checkout, event_id, **changes)
    headers = gateway_of(rt).signed_headers(body)
    await payments.take_webhook(rt, gateway=gateway, body=body, headers=headers)
    await settle(rt)
