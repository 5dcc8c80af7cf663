"""A copy of one's data: all of one's own, nothing of others, for a few days, for nobody else."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.privacy import queries
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.privacy.public import ExportState, ExportView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from tests.aftersale import given_paid, tickets_of
from tests.people import given_signed_in
from tests.privacy import EMAIL, LOOKED_FOR, NAME, erase, found, given_life
from tests.work import settle


async def made(rt: Runtime, actor: Actor) -> ExportView:
    await privacy.ask_export(rt, actor)
    await settle(rt, without=("messaging.send",))
    async with rt.read() as session:
        view = await queries.my_export(session, actor)
    assert view
    return view


async def fetched(rt: Runtime, actor: Actor) -> dict[str, Any]:
    view = await made(rt, actor)
    content = await privacy.fetch_export(rt, actor, export_id=view.id)
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {
            name: json.loads(archive.read(name)) if name.endswith(".json") else archive.read(name)
            for name in archive.namelist()
        }


async def test_it_holds_what_there_is_of_a_person(rt: Runtime) -> None:
    life = await given_life(rt)

    copy = await fetched(rt, life.actor)

    assert copy["account.json"]["account"][0]["email"] == EMAIL
    assert [one["code"] for one in copy["orders.json"]["orders"]] == [life.ref.code]
    assert [one["holder_name"] for one in copy["tickets.json"]["tickets"]] == [NAME] * 2
    assert copy["payments.json"]["payments"][0]["email"] == EMAIL
    papers = [name for name in copy if name.endswith(".pdf")]
    assert {name.split("/")[0] for name in papers} == {"tickets", "invoices"}
    assert all(copy[name].startswith(b"%PDF") for name in papers)


async def test_it_holds_nothing_of_others(rt: Runtime) -> None:
    life = await given_life(rt)
    await given_paid(rt, life.stage)
    mine = await tickets_of(rt, life.ref)
    async with rt.unit_of_work(life.stage.owner) as uow:
        await orders.rename_holder(
            uow, rt.vault, life.stage.owner, order_id=life.ref.id, ticket_id=mine[0],
            name="Ida Fremd", email="ida@guests.example.com",
        )  # fmt: skip

    copy = await fetched(rt, life.actor)

    told = json.dumps({name: said for name, said in copy.items() if name.endswith(".json")})
    assert "noor" not in told.lower()
    assert "ida@guests" not in told
    assert len(copy["tickets.json"]["tickets"]) == 1


async def test_one_is_made_at_a_time(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_export(rt, life.actor)
    await privacy.ask_export(rt, life.actor)

    async with rt.read() as session:
        count = (await session.execute(text("SELECT count(*) FROM exports"))).scalar_one()
    assert count == 1


async def test_nobody_else_fetches_it(rt: Runtime) -> None:
    life = await given_life(rt)
    view = await made(rt, life.actor)
    stranger, _ = await given_signed_in(rt)

    with pytest.raises(NotFound):
        await privacy.fetch_export(rt, stranger, export_id=view.id)


async def test_it_is_gone_after_a_week(rt: Runtime, clock: FrozenClock) -> None:
    life = await given_life(rt)
    view = await made(rt, life.actor)
    assert (view.state, view.done) == (ExportState.ready, view.parts)
    clock.move(timedelta(days=7))

    with pytest.raises(NotFound):
        await privacy.fetch_export(rt, life.actor, export_id=view.id)
    await privacy.forget_exports(rt)
    with pytest.raises(NotFound):
        await rt.gateways.store.open(f"exports/{view.id}.zip")


async def test_who_is_erased_leaves_no_copy(rt: Runtime) -> None:
    life = await given_life(rt)
    view = await made(rt, life.actor)
    await privacy.ask_erasure(rt, life.actor)
    await erase(rt)

    await privacy.forget_exports(rt)

    with pytest.raises(NotFound):
        await rt.gateways.store.open(f"exports/{view.id}.zip")
    assert await found(rt, *LOOKED_FOR) == []
