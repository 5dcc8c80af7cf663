"""A saved card of one person, asked for by another: it is not there, pays nothing, and stays."""

import json
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.kit.ids import new_code, new_id
from tests.factories import given_event, given_order
from tests.security.wire import a_wire, event_name
from tests.security.world import World, guest_cookie
from tests.server import Site

BUYER = {"name": "Noor Aziz", "email": "noor@guests.example.com"}


async def given_card(site: Site, user_id: UUID | None) -> UUID:
    card_id = new_id()
    async with site.rt.unit_of_work() as uow:
        await uow.session.execute(
            text(
                "INSERT INTO saved_cards (id, user_id, gateway, customer_ref, method_ref, state,"
                " brand, last4, expires, saved_at) VALUES (:id, :user, 'sandbox', 'cus_ours',"
                " :method, 'kept', 'visa', '7351', '12/2099', now())"
            ),
            {"id": card_id, "user": user_id, "method": f"pm_{new_code()}"},
        )
    return card_id


@pytest.mark.parametrize("who", ["theirs", "user", "guest"])
async def test_a_card_of_another_is_neither_seen_nor_used_nor_removed(
    site: Site, world: World, who: str
) -> None:
    card_id = await given_card(site, world.ours.stage.owner.user_id)
    ref = await given_order(site.rt, await given_event(site.rt))
    cookies = {"theirs": world.theirs.cookie, "user": world.user_cookie, "guest": guest_cookie()}
    form = {**BUYER, "method": f"card:{card_id}", "keep": True}

    async with a_wire(site.origin, cookie=cookies[who]) as wire:
        await wire.open("/account/cards", "CardsState")
        await wire.ask(event_name("CardsState", "ask"), {"card_id": str(card_id)})
        await wire.ask(event_name("CardsState", "remove"), {"card_id": str(card_id)})
        await wire.open(f"/checkout/{ref.code}/{ref.secret}", "CheckoutState")
        await wire.ask(event_name("CheckoutState", "pay"), {"form": form})
        heard = json.dumps(wire.heard)

    async with site.rt.read() as session:
        found = await session.execute(
            text(
                "SELECT (SELECT state FROM saved_cards WHERE id = :card) AS state,"
                " (SELECT count(*) FROM payments WHERE reference = :order) AS payments"
            ),
            {"card": card_id, "order": ref.id},
        )
        row = found.one()
    assert (row.state, row.payments) == ("kept", 0)
    assert "7351" not in heard
    assert str(card_id) not in heard
