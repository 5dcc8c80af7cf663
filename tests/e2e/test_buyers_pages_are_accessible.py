"""The buyer's pages break none of axe's rules, in light and in dark."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from playwright.async_api import Page

from bilten_app.domains.orders import service as orders
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from tests.e2e.access import violations
from tests.e2e.conftest import Site
from tests.factories import given_order, new_guest

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_checkout_order_and_ticket_can_be_used_by_everybody(
    site: Site, page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)

    found = [
        f"{path}: {rule['id']}"
        for path in await _paths(site)
        for rule in await _broken(page, site.origin + path)
    ]

    assert found == []


async def _broken(page: Page, address: str) -> list[Mapping[str, Any]]:
    await page.goto(address)
    await page.wait_for_selector("main#main[data-ready=true]")
    return await violations(page)


async def _paths(site: Site) -> list[str]:
    rt, stage = site.rt, site.scene.stage
    open_order = await given_order(rt, stage)
    paid = await given_order(rt, stage, lines={stage.types[2]: 1})
    await orders.pay(rt, new_guest(), order_id=paid.id, return_url="")
    async with rt.read() as session:
        ticket = (await tickets.of_order(session, paid.id))[0]
    return [
        f"/checkout/{open_order.code}/{open_order.secret}",
        f"/orders/{open_order.code}/{open_order.secret}",
        f"/orders/{paid.code}/{paid.secret}",
        f"/tickets/{ticket.code}/{ticket_service.secret_of(rt.vault, ticket)}",
        "/account/tickets",
    ]
