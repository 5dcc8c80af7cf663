"""Mails about tests: the team gets them, marked; strangers and the platform's staff get none."""

from collections.abc import Sequence
from dataclasses import replace

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.messaging.exports import ticket_paper
from bilten_app.domains.messaging.public import DeliveryState, KeptInside
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.ports.paper import TicketSheet
from tests.factories import Stage, given_checkout, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.integration.messaging.test_deliveries import delivery_of, mails
from tests.people import given_organizer, given_sandbox
from tests.work import settle


async def given_bought(rt: Runtime, stage: Stage, email: str) -> DeliveryState:
    """Buy at a test in somebody's name; return what became of the mail with the tickets."""
    ref = await given_order(rt, stage, email=email)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}", gateway="test")
    delivery = await delivery_of(rt, ref)
    assert delivery.reason in {"", KeptInside.code}
    return DeliveryState(delivery.state)


class Printer:
    """Keeps what it is to print."""

    def __init__(self) -> None:
        self.sheets: list[TicketSheet] = []

    async def render(self, tickets: Sequence[TicketSheet]) -> bytes:
        self.sheets += tickets
        return b"%PDF-"


async def test_what_is_printed_of_a_test_is_marked_and_nothing_else(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    live = await given_event(rt, of=(owner, organizer_id))
    test = await given_event(rt, of=await given_sandbox(rt, owner, organizer_id))
    marked: list[set[bool]] = []

    for stage in (live, test):
        ref = await given_order(rt, stage)
        checkout = await given_checkout(rt, ref)
        await gateway_of(rt).choose(checkout, card("Success"))
        await hear(rt, checkout, f"evt_{ref.code}", gateway="sandbox" if stage is live else "test")
        printer = Printer()
        await ticket_paper(
            replace(rt, gateways=replace(rt.gateways, paper=printer)), order_id=ref.id
        )
        marked.append({sheet.is_test for sheet in printer.sheets})

    assert marked == [{False}, {True}]


async def test_a_mail_about_a_test_goes_to_the_team_alone_and_says_what_it_is(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    stage = await given_event(rt, of=await given_sandbox(rt, owner, organizer_id))
    async with rt.read() as session:
        own = (await identity.profile(session, owner.require_user())).email

    to_team = await given_bought(rt, stage, own)
    to_stranger = await given_bought(rt, stage, "stranger@guests.example.com")

    assert (to_team, to_stranger) == (DeliveryState.sent, DeliveryState.failed)
    assert await mails(rt, "stranger@guests.example.com") == []
    (mail,) = [one for one in await mails(rt, own) if "tickets" in one.email.subject]
    assert mail.email.subject.startswith("[Test] Your 2 tickets for")
    for said in (mail.email.text, mail.email.html):
        assert "This is a test. Nothing was charged" in said


async def test_nobody_is_called_to_mend_what_went_wrong_at_a_test(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    live = await given_event(rt, of=(owner, organizer_id))
    test = await given_event(rt, of=await given_sandbox(rt, owner, organizer_id))
    async with rt.read() as session:
        own = (await identity.profile(session, owner.require_user())).email
    told: list[int] = []

    for stage in (test, live):
        ref = await given_order(rt, stage)
        of = {"order_id": str(ref.id), "organizer_id": str(stage.organizer_id)}
        await messaging.refund_failed(
            rt, refund_id=str(new_id()), refund_minor=5, currency="EUR", **of
        )
        await messaging.vat_failed(rt, vat_id="DE123456789", **of)
        await settle(rt)
        told.append(len([mail for mail in await mails(rt, own) if ref.code[:4] in mail.email.text]))

    assert told == [0, 2]
