"""Gift cards reach their owners by mail, and nobody else learns a code."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.pricing import queries as cards
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, InvalidPrices
from bilten_app.domains.pricing.service.cards import NewCard
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from tests.factories import Stage, given_event, given_order, order_of
from tests.work import settle

OWNER = "noor@guests.example.com"


async def issue(rt: Runtime, stage: Stage, email: str = OWNER) -> NewCard:
    async with rt.unit_of_work(stage.owner) as uow:
        return await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=Money(2000, "EUR"),
            email=email, expires_at=uow.clock.now() + timedelta(days=30),
        )  # fmt: skip


async def mails(rt: Runtime) -> list[tuple[str, str]]:
    """Return (to, text) of every mail about gift cards."""
    async with rt.read() as session:
        rows = await session.execute(
            text(
                "SELECT recipient, plain FROM sandbox.mails"
                " WHERE subject LIKE '%gift card%' ORDER BY arrived_at"
            )
        )
        return [(row[0], row[1]) for row in rows]


async def everything_stored(rt: Runtime) -> str:
    """Return what stands in facts, jobs, deliveries, purses and the audit."""
    async with rt.read() as session:
        found = [
            str((await session.execute(text(f"SELECT * FROM {table}"))).all())
            for table in ("facts", "deliveries", "purses", "audit_lines", "pgqueuer")
        ]
    return "".join(found)


async def test_a_card_is_mailed_to_its_owner_and_pays(rt: Runtime) -> None:
    stage = await given_event(rt)
    card = await issue(rt, stage)
    ref = await given_order(rt, stage)

    await settle(rt)

    code = await pricing.mailed_code(rt, purse_id=card.id)
    ((to, body),) = await mails(rt)
    assert card.code == ""
    assert to == OWNER
    assert shown_code(code) in body
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=Ask(frozenset({code})))
    assert (await order_of(rt, ref)).gift.minor == 2000


async def test_no_row_and_no_job_holds_the_code(rt: Runtime) -> None:
    stage = await given_event(rt)
    card = await issue(rt, stage)
    await settle(rt)

    code = await pricing.mailed_code(rt, purse_id=card.id)

    stored = await everything_stored(rt)
    assert code not in stored
    assert shown_code(code) not in stored


async def test_until_its_mail_is_written_a_card_has_no_code(rt: Runtime) -> None:
    stage = await given_event(rt)
    card = await issue(rt, stage)

    async with rt.read() as session:
        assert (await cards.card(session, card.id)).tail == ""
    first = await pricing.mailed_code(rt, purse_id=card.id)
    again = await pricing.mailed_code(rt, purse_id=card.id)

    assert first == again
    async with rt.read() as session:
        known = await cards.card_by_code(session, first.lower())
    assert known is not None
    assert known.tail == first[-4:]


async def test_a_card_is_mailed_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    await issue(rt, stage)

    for _ in range(2):
        await settle(rt)

    assert len(await mails(rt)) == 1


async def test_what_comes_back_to_a_card_that_ran_out_is_mailed_as_a_new_one(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        card = await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=Money(10_000, "EUR"),
            expires_at=uow.clock.now() + timedelta(minutes=5),
        )  # fmt: skip
    ref = await given_order(rt, stage)
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=Ask(frozenset({card.code})))
    await orders.pay(rt, stage.owner, order_id=ref.id, return_url="")
    paid = await order_of(rt, ref)
    clock.move(timedelta(days=1))

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    ((to, body),) = await mails(rt)
    assert to == paid.buyer_email
    assert "takes its place" in body
    async with rt.read() as session:
        row = (
            await session.execute(
                text("SELECT id, balance_minor FROM purses WHERE replaces_id = :old"),
                {"old": card.id},
            )
        ).one()
    code = await pricing.mailed_code(rt, purse_id=row.id)
    assert row.balance_minor == paid.gift.minor
    assert shown_code(code) in body


async def test_an_address_that_is_none_is_refused_beside_its_field(rt: Runtime) -> None:
    stage = await given_event(rt)

    with pytest.raises(InvalidPrices) as refused:
        await issue(rt, stage, email="noor@")

    assert set(refused.value.problems) == {"email"}
