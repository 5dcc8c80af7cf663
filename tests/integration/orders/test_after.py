"""Names, addresses and notes of a paid order: what changes, who may, and who is told."""

from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RenamesOver
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import OrderSearch
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.domains.tickets.public import RenamedTooOften, TicketNotValid, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Invalid, NotFound, TooMany
from bilten_app.kit.roles import Permission
from tests.aftersale import given_paid
from tests.factories import Stage, given_event, new_guest, order_of
from tests.work import settle

NEW = {"name": "Ali Hassan", "email": "ali@guests.example.com"}
BUYER = "noor@guests.example.com"


async def first_ticket(rt: Runtime, ref: OrderRef) -> TicketView:
    async with rt.read() as session:
        return (await queries.receipt(session, ref.id)).tickets[0]


async def rename(rt: Runtime, ref: OrderRef, ticket_id: UUID, **who: str) -> None:
    async with rt.unit_of_work() as uow:
        await orders.rename_own(
            uow, rt.vault, order_id=ref.id, ticket_id=ticket_id, **{**NEW, **who}
        )


async def subjects(rt: Runtime, to: str) -> list[str]:
    assert isinstance(rt.gateways.email, MailSink)
    newest = await rt.gateways.email.newest(to=to)
    return [mail.email.subject for mail in reversed(newest)]


async def test_a_renamed_ticket_has_another_proof_and_another_link(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    before = await first_ticket(rt, ref)
    old_link = ticket_service.secret_of(rt.vault, before)

    await rename(rt, ref, before.id)

    after = await first_ticket(rt, ref)
    assert (after.holder_name, after.holder_email, after.generation) == (*NEW.values(), 2)
    assert (after.index, after.code) == (before.index, before.code)
    assert after.proof != before.proof
    async with rt.read() as session:
        _, _, revoked, generations = await tickets.validity(session, stage.event_id)
        with pytest.raises(NotFound):
            await tickets.by_link(session, rt.vault, code=after.code, secret=old_link)
        new_link = ticket_service.secret_of(rt.vault, after)
        await tickets.by_link(session, rt.vault, code=after.code, secret=new_link)
    assert (revoked, generations) == ([], {before.index: 2})


async def test_the_new_holder_gets_the_ticket_and_nothing_of_the_order(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await settle(rt)

    await rename(rt, ref, (await first_ticket(rt, ref)).id)
    await settle(rt)

    assert await subjects(rt, NEW["email"]) == ["Your ticket for Jazz by the Canal"]
    assert (await subjects(rt, BUYER))[1:] == [
        "A ticket for Jazz by the Canal is in another name now"
    ]
    assert isinstance(rt.gateways.email, MailSink)
    (mail,) = await rt.gateways.email.newest(to=NEW["email"])
    assert ref.secret not in mail.email.html
    assert ref.secret.encode() not in b"".join(one.content for one in mail.email.attachments)


async def test_a_mail_about_a_name_that_changed_again_is_not_sent(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    ticket = await first_ticket(rt, ref)

    await rename(rt, ref, ticket.id)
    await rename(rt, ref, ticket.id, email="zoe@guests.example.com", name="Zoe")
    await settle(rt)

    assert await subjects(rt, NEW["email"]) == [
        "A ticket for Jazz by the Canal is in another name now"
    ]
    assert await subjects(rt, "zoe@guests.example.com") == ["Your ticket for Jazz by the Canal"]


async def test_a_buyer_may_rename_until_a_day_before_and_three_times(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    ticket = await first_ticket(rt, ref)
    for turn in range(3):
        await rename(rt, ref, ticket.id, name=f"Ali the {turn}.")

    with pytest.raises(RenamedTooOften):
        await rename(rt, ref, ticket.id)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.rename_holder(
            uow, rt.vault, stage.owner, order_id=ref.id, ticket_id=ticket.id, **NEW
        )
    clock.move(timedelta(days=29, minutes=5))
    with pytest.raises(RenamesOver):
        await rename(rt, ref, ticket.id)


async def test_a_void_or_foreign_ticket_is_not_renamed(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref, other = await given_paid(rt, stage), await given_paid(rt, stage)
    foreign, ticket = await first_ticket(rt, other), await first_ticket(rt, ref)
    async with rt.unit_of_work() as uow:
        await ticket_service.void(
            uow, order_id=ref.id, event_id=stage.event_id, ticket_ids=[ticket.id]
        )

    with pytest.raises(TicketNotValid):
        await rename(rt, ref, ticket.id)
    with pytest.raises(NotFound):
        await rename(rt, ref, foreign.id)
    with pytest.raises(Invalid):
        await rename(rt, ref, ticket.id, email="nobody")


async def test_a_stranger_renames_nothing(rt: Runtime) -> None:
    stage, stranger = await given_event(rt), await given_event(rt)
    ref = await given_paid(rt, stage)
    ticket = await first_ticket(rt, ref)

    with pytest.raises(NotFound):
        async with rt.unit_of_work(stranger.owner) as uow:
            await orders.rename_holder(
                uow, rt.vault, stranger.owner, order_id=ref.id, ticket_id=ticket.id, **NEW
            )


async def test_tickets_are_sent_again_to_a_corrected_address_and_the_old_one_is_told(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await settle(rt)

    await orders.send_tickets(rt, new_guest(), order_id=ref.id)
    await orders.send_tickets(rt, stage.owner, order_id=ref.id, email="noor@new.example.com")
    await settle(rt)

    mine = "Your 2 tickets for Jazz by the Canal"
    # The order names one address: both sendings that were not out yet go to the right one.
    assert await subjects(rt, "noor@new.example.com") == [mine, mine]
    assert (await subjects(rt, BUYER))[1:] == [
        "Your order for Jazz by the Canal has another address now"
    ]
    assert (await order_of(rt, ref)).buyer_email == "noor@new.example.com"
    assert (await first_ticket(rt, ref)).holder_email == "noor@new.example.com"


async def test_tickets_are_sent_again_three_times_an_hour(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    for _ in range(3):
        await orders.send_tickets(rt, new_guest(), order_id=ref.id)

    with pytest.raises(TooMany):
        await orders.send_tickets(rt, new_guest(), order_id=ref.id)


async def test_a_note_is_kept_with_its_writer_and_found_by_its_words(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await given_paid(rt, stage)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.write_note(
            uow, stage.owner, order_id=ref.id, words="Needs a ramp at\nthe side door."
        )

    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (note,) = await queries.notes_of(session, ref.id)
        found = await reporting.order_list(session, scope, OrderSearch(words="side door"))
        other = await reporting.order_list(session, scope, OrderSearch(words="back door"))
    assert (note.words, note.written_by) == ("Needs a ramp at\nthe side door.", stage.owner.label)
    assert [row.id for row in found.rows] == [ref.id]
    assert not other.rows


@pytest.mark.parametrize("words", ["", " \n ", "x" * 1001])
async def test_a_note_has_words_but_not_too_many(rt: Runtime, words: str) -> None:
    stage: Stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    with pytest.raises(Invalid):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.write_note(uow, stage.owner, order_id=ref.id, words=words)
