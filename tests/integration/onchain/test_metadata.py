"""What wallets read of tokens: the event and the kind of ticket, and never who holds it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.domains.onchain import service as onchain
from bilten_app.kit.ids import new_id
from bilten_app.web import door, nft
from tests.tokens import Town

pytestmark = pytest.mark.db


@pytest.fixture
async def wallet(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """What asks for metadata, in no session."""
    door.move_in(town.rt)
    app = FastAPI()
    app.include_router(nft.router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://nft.example") as client:
        yield client


async def test_the_contract_names_addresses_that_answer(
    town: Town, wallet: httpx.AsyncClient
) -> None:
    stage = await town.made()
    actor, _, to = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=to)
    await town.work()
    token = (await town.claim_of(ticket)).token_id
    contract, origin = await town.contract(stage), town.rt.settings.origin

    named = [contract.ask("contractURI"), contract.ask("tokenURI", token)]
    told = [await wallet.get(address.removeprefix(origin)) for address in named]

    assert all(address.startswith(origin) for address in named)
    assert [one.json()["name"] for one in told] == [
        "Jazz by the Canal", f"Jazz by the Canal #{ticket.index}",
    ]  # fmt: skip
    assert {"trait_type": "Ticket", "value": "Standing"} in told[1].json()["attributes"]
    assert ticket.holder_name not in told[1].text
    assert ticket.code not in told[1].text


async def test_what_is_not_there_is_not_found(town: Town, wallet: httpx.AsyncClient) -> None:
    stage = await town.made()

    for path in (f"{new_id()}/contract", f"{stage.event_id}/7", f"{stage.event_id}/{10**30}",
                 f"{stage.event_id}/-1"):  # fmt: skip
        assert (await wallet.get(f"/nft/{path}")).status_code == 404, path
