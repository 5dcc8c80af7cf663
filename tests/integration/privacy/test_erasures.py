"""Being forgotten: asked for, thought over, done; and what stays afterwards."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import queries as accounts
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import WrongPassword
from bilten_app.domains.messaging.public import ERASURE_LINK
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.privacy import queries
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.privacy.public import ErasureState, InTheWay, Obstacle, TooLate
from bilten_app.infra import audit
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, ProofNeeded
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.worker.schedule import recount, seal_audit
from tests.aftersale import given_paid
from tests.factories import given_event, new_guest
from tests.people import PASSWORD, given_organizer, given_signed_in
from tests.privacy import (
    EMAIL,
    LOOKED_FOR,
    NAME,
    erase,
    found,
    given_bought,
    given_life,
    given_person,
    user_row,
)
from tests.work import settle

BOOKS = """
    SELECT (SELECT count(*) FROM tickets WHERE state = 'valid'),
        (SELECT sum(sold) FROM pools), (SELECT sum(total_minor) FROM orders WHERE state = 'paid'),
        (SELECT sum(abs(minor)) FROM ledger_postings),
        (SELECT sum(minor) FROM ledger_postings)
"""


async def counted(rt: Runtime) -> tuple[object, ...]:
    async with rt.read() as session:
        return tuple((await session.execute(text(BOOKS))).one())


async def state_of(rt: Runtime) -> list[str]:
    async with rt.read() as session:
        return list((await session.execute(text("SELECT state FROM erasures"))).scalars())


async def asked_link(rt: Runtime) -> tuple[UUID, str]:
    """Return the id and the secret of the link that a guest was mailed."""
    async with rt.read() as session:
        erasure_id = (await session.execute(text("SELECT id FROM erasures"))).scalar_one()
    return erasure_id, rt.vault.link_secret(ERASURE_LINK, erasure_id)


async def test_nothing_of_a_person_is_left(rt: Runtime) -> None:
    life = await given_life(rt)
    assert len(await found(rt, *LOOKED_FOR)) > 15
    before = await counted(rt)

    await privacy.ask_erasure(rt, life.actor)
    await erase(rt)

    assert await found(rt, *LOOKED_FOR) == []
    assert await counted(rt) == before
    assert await state_of(rt) == ["done"]


async def test_the_audit_stays_whole_and_names_nobody(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_erasure(rt, life.actor)
    await seal_audit(rt)

    await erase(rt)
    await seal_audit(rt)

    async with rt.read() as session:
        proven = await audit.prove(session)
    assert proven.broken is None
    assert proven.unsealed == 0
    await recount(rt)


async def test_an_erased_account_opens_nothing(rt: Runtime) -> None:
    life = await given_life(rt)
    assert life.actor.user_id
    await privacy.ask_erasure(rt, life.actor)
    await erase(rt)

    with pytest.raises(WrongPassword):
        await identity.sign_in(rt, GUEST, email=EMAIL, password=PASSWORD, address="192.0.2.9")
    row = await user_row(rt, life.actor.user_id)
    assert (row["name"], row["password_hash"]) == ("", "")
    assert row["erased_at"] == rt.clock.now()


async def test_tickets_let_in_whoever_holds_them(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_erasure(rt, life.actor)
    await erase(rt)

    async with rt.read() as session:
        receipt = await orders.receipt(session, life.ref.id)
    assert [(one.state.value, one.holder_name) for one in receipt.tickets] == [("valid", "")] * 2


async def test_it_waits_and_can_be_taken_back(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_erasure(rt, life.actor)
    await privacy.erase_due(rt)
    await settle(rt, without=("messaging.send",))
    assert await state_of(rt) == ["waiting"]

    async with rt.unit_of_work(life.actor) as uow:
        await privacy.take_back(uow, life.actor)
    await erase(rt)

    assert await state_of(rt) == ["kept"]
    assert life.actor.user_id
    assert (await user_row(rt, life.actor.user_id))["name"] == NAME
    async with rt.unit_of_work(life.actor) as uow:
        with pytest.raises(TooLate):
            await privacy.take_back(uow, life.actor)


async def test_a_link_from_the_mail_takes_it_back_too(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_erasure(rt, life.actor)
    erasure_id, secret = await asked_link(rt)

    with pytest.raises(NotFound):
        await privacy.take_back_by_link(rt, GUEST, erasure_id=erasure_id, secret="A" * 20)
    await privacy.take_back_by_link(rt, GUEST, erasure_id=erasure_id, secret=secret)

    assert await state_of(rt) == ["kept"]


async def test_asking_twice_is_asking_once(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_erasure(rt, life.actor)
    await privacy.ask_erasure(rt, life.actor)

    assert await state_of(rt) == ["waiting"]


async def test_it_asks_again_who_it_is(rt: Runtime) -> None:
    life = await given_life(rt)
    long_ago = replace(life.actor, proved_at=rt.clock.now() - timedelta(hours=1))

    with pytest.raises(ProofNeeded):
        await privacy.ask_erasure(rt, long_ago)


async def test_the_only_owner_hands_over_first(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt, name="Canal Nights")

    async with rt.read() as session:
        standing = await queries.obstacles(session, owner)
    with pytest.raises(InTheWay):
        await privacy.ask_erasure(rt, owner)

    assert [(one.obstacle, one.name) for one in standing] == [(Obstacle.only_owner, "Canal Nights")]


async def test_what_comes_in_the_way_later_puts_it_off(rt: Runtime) -> None:
    actor = await given_person(rt)
    await privacy.ask_erasure(rt, actor)
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text("UPDATE users SET staff_role = 'support' WHERE id = :id"), {"id": actor.user_id}
        )
    await erase(rt)
    assert await state_of(rt) == ["waiting"]

    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE users SET staff_role = NULL"))
    await erase(rt)

    assert await state_of(rt) == ["done"]


async def test_a_guest_follows_a_link(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_bought(rt, stage, new_guest())
    await privacy.ask_by_mail(rt, GUEST, email=EMAIL.upper(), locale="en", address="192.0.2.8")
    await settle(rt, without=("messaging.send",))
    assert await state_of(rt) == ["asked"]
    erasure_id, secret = await asked_link(rt)

    await privacy.confirm_by_link(rt, GUEST, erasure_id=erasure_id, secret=secret)
    await erase(rt)

    assert await found(rt, *LOOKED_FOR) == []
    async with rt.read() as session:
        view = await queries.by_link(session, rt.vault, erasure_id=erasure_id, secret=secret)
    assert view.state is ErasureState.done


async def test_nobody_learns_who_is_known(rt: Runtime) -> None:
    await privacy.ask_by_mail(rt, GUEST, email=EMAIL, locale="en", address="192.0.2.8")
    await settle(rt)

    assert await state_of(rt) == []
    assert await found(rt, *LOOKED_FOR) == []


async def test_a_link_does_not_open_somebodys_account(rt: Runtime) -> None:
    await given_life(rt)
    await privacy.ask_by_mail(rt, GUEST, email=EMAIL, locale="en", address="192.0.2.8")
    await settle(rt, without=("messaging.send",))

    assert await state_of(rt) == []
    async with rt.read() as session:
        told = text("SELECT count(*) FROM deliveries WHERE topic = 'privacy.erasure_link'")
        assert (await session.execute(told)).scalar_one() == 1


async def test_other_people_stay_as_they_are(rt: Runtime) -> None:
    life = await given_life(rt)
    other = (await given_paid(rt, life.stage)).id
    await privacy.ask_erasure(rt, life.actor)
    await erase(rt)

    async with rt.read() as session:
        kept = await orders.order(session, other)
    assert (kept.buyer_name, kept.buyer_email) == ("Noor Aziz", "noor@guests.example.com")


async def test_links_that_nobody_follows_are_forgotten(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_bought(rt, stage, new_guest())
    await privacy.ask_by_mail(rt, GUEST, email=EMAIL, locale="en", address="192.0.2.8")
    await settle(rt, without=("messaging.send",))
    clock.move(timedelta(days=8))

    await privacy.erase_due(rt)

    assert await state_of(rt) == ["kept"]
    assert not [one for one in await found(rt, *LOOKED_FOR) if one.startswith("erasures")]


async def test_staff_see_that_somebody_is_gone_and_not_who(rt: Runtime) -> None:
    life = await given_life(rt)
    assert life.actor.user_id
    staff = replace(life.actor, staff=frozenset({"people:read"}))
    await privacy.ask_erasure(rt, life.actor)
    async with rt.read() as session:
        before = await queries.of_account(session, staff, life.actor.user_id)
    await erase(rt)

    async with rt.read() as session:
        seen = await accounts.account(session, staff, life.actor.user_id, now=rt.clock.now())
        after = await queries.of_account(session, staff, life.actor.user_id)
    assert (seen.name, seen.email, seen.erased_at) == ("", "", rt.clock.now())
    assert before
    assert after
    assert (before.state, after.state) == (ErasureState.waiting, ErasureState.done)


async def test_who_leaves_is_told_of_the_credit_that_goes_with_it(rt: Runtime) -> None:
    leaver, _ = await given_signed_in(rt)
    owner, organizer_id = await given_organizer(rt)
    for _ in range(2):
        async with rt.unit_of_work(owner) as uow:
            await pricing.give_credit(
                uow, owner, organizer_id=organizer_id, email=leaver.email, value=Money(750, "EUR"),
                reference=new_id(), note="Sorry",
            )  # fmt: skip

    async with rt.read() as session:
        proven = await queries.lost(session, leaver, rt.clock)
        unproven = await queries.lost(session, replace(leaver, verified=False), rt.clock)

    assert (proven.credit, unproven.credit) == ((Money(1500, "EUR"),), ())
