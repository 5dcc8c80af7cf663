"""One fact, however often it comes, is one mail."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlmodel import col, select

from bilten_app.adapters.sandbox.mail import KeptMail, MailSink
from bilten_app.domains.events import service as events
from bilten_app.domains.identity import service as identity
from bilten_app.domains.messaging import exports, service
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import DeliveryState
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound, Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.ports.messages import Email, EmailSender, Undeliverable
from tests.factories import Stage, draft, given_event, given_order, new_guest
from tests.people import given_user
from tests.work import settle

BUYER = "noor@guests.example.com"


class Down:
    """A mail server that does not answer."""

    async def send(self, email: Email) -> None:
        raise Unavailable


class Refusing:
    """A mail server that knows nobody."""

    async def send(self, email: Email) -> None:
        raise Undeliverable from ConnectionError("550 no such user")


@dataclass
class CrashAfterSend:
    """Sends a mail, and dies before anybody hears of it."""

    sender: EmailSender

    async def send(self, email: Email) -> None:
        await self.sender.send(email)
        raise KeyboardInterrupt


def sink_of(rt: Runtime) -> MailSink:
    assert isinstance(rt.gateways.email, MailSink)
    return rt.gateways.email


def with_sender(rt: Runtime, sender: EmailSender) -> Runtime:
    return replace(rt, gateways=replace(rt.gateways, email=sender))


async def mails(rt: Runtime, to: str = BUYER) -> list[KeptMail]:
    """Return the mails to somebody, the newest first, with their files."""
    found = [await sink_of(rt).find(m.email.message_id) for m in await sink_of(rt).newest(to=to)]
    return [mail for mail in found if mail]


async def delivery_of(rt: Runtime, ref: OrderRef) -> Delivery:
    async with rt.read() as session:
        chosen = select(Delivery).where(col(Delivery.subject) == str(ref.id))
        return (await session.execute(chosen)).scalar_one()


async def given_free_order(rt: Runtime, stage: Stage | None = None) -> OrderRef:
    """Take two free tickets; nothing is told yet."""
    stage = stage or await given_event(rt, draft(price_minor=0))
    ref = await given_order(rt, stage)
    await orders.pay(rt, new_guest(), order_id=ref.id, return_url="http://bilten.test")
    return ref


async def test_a_paid_order_is_one_mail_with_paper_and_date(rt: Runtime) -> None:
    ref = await given_free_order(rt)

    await settle(rt)

    (mail,) = await mails(rt)
    assert mail.email.subject == "Your 2 tickets for Jazz by the Canal"
    assert f"/orders/{ref.code}/{ref.secret}" in mail.email.text
    paper, date = mail.email.attachments
    assert paper.content.startswith(b"%PDF-")
    assert date.content.startswith(b"BEGIN:VCALENDAR")
    assert (await delivery_of(rt, ref)).state == DeliveryState.sent


async def test_a_fact_told_five_times_is_one_mail(rt: Runtime) -> None:
    ref = await given_free_order(rt)

    for _ in range(5):
        await service.receipt(rt, order_id=str(ref.id), fact="orders.paid")
        await settle(rt)

    assert len(await mails(rt)) == 1


async def test_a_crash_between_sending_and_marking_is_one_mail(rt: Runtime) -> None:
    ref = await given_free_order(rt)
    await service.receipt(rt, order_id=str(ref.id))
    delivery = await delivery_of(rt, ref)

    with pytest.raises(KeyboardInterrupt):
        await service.send(
            with_sender(rt, CrashAfterSend(sink_of(rt))), delivery_id=str(delivery.id)
        )
    assert (await delivery_of(rt, ref)).state == DeliveryState.queued
    await settle(rt)

    assert len(await mails(rt)) == 1
    assert (await delivery_of(rt, ref)).state == DeliveryState.sent


async def test_a_mail_waits_for_a_server_that_is_down(rt: Runtime) -> None:
    ref = await given_free_order(rt)
    await service.receipt(rt, order_id=str(ref.id))
    delivery = await delivery_of(rt, ref)

    with pytest.raises(Unavailable):
        await service.send(with_sender(rt, Down()), delivery_id=str(delivery.id))

    assert (await delivery_of(rt, ref)).state == DeliveryState.queued


async def test_an_address_that_is_refused_is_not_tried_again(rt: Runtime) -> None:
    ref = await given_free_order(rt)
    await service.receipt(rt, order_id=str(ref.id))
    delivery = await delivery_of(rt, ref)

    await service.send(with_sender(rt, Refusing()), delivery_id=str(delivery.id))
    await settle(rt)

    refused = await delivery_of(rt, ref)
    assert (refused.state, refused.reason) == (DeliveryState.failed, "550 no such user")
    assert await mails(rt) == []


async def test_tickets_that_change_their_code_are_not_put_on_paper(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0, rotating=True))
    await given_free_order(rt, stage)

    await settle(rt)

    (mail,) = await mails(rt)
    assert [file.mime for file in mail.email.attachments] == ["text/calendar"]


async def test_a_cancelled_event_is_told_to_its_buyers(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    ref = await given_free_order(rt, stage)
    await settle(rt)

    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="The quay flooded.")
    await settle(rt)

    newest, receipt = await mails(rt)
    assert newest.email.subject == "Jazz by the Canal is cancelled"
    assert "The quay flooded." in newest.email.text
    assert receipt.email.subject.startswith("Your 2 tickets")
    with pytest.raises(NotFound):
        await exports.ticket_paper(rt, order_id=ref.id)


async def test_a_receipt_that_stopped_being_true_is_not_sent(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    ref = await given_free_order(rt, stage)
    await service.receipt(rt, order_id=str(ref.id))
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)

    await service.send(rt, delivery_id=str((await delivery_of(rt, ref)).id))

    overtaken = await delivery_of(rt, ref)
    assert (overtaken.state, overtaken.reason) == (DeliveryState.failed, "overtaken")
    assert await mails(rt) == []


async def test_money_that_bought_nothing_is_told(rt: Runtime) -> None:
    ref = await given_order(rt, await given_event(rt))

    await service.late_refunded(rt, order_id=str(ref.id), refund_minor=5300, currency="EUR")
    await settle(rt)

    (mail,) = await mails(rt)
    assert "€53.00 is on its way back" in mail.email.text


async def test_each_payment_that_goes_back_is_told_once(rt: Runtime) -> None:
    ref = await given_order(rt, await given_event(rt))

    for payment, minor in ((new_id(), 5300), (new_id(), 4200)):
        for _ in range(2):
            await service.late_refunded(
                rt, order_id=str(ref.id), refund_minor=minor, currency="EUR",
                payment_id=str(payment),
            )  # fmt: skip
            await settle(rt)

    second, first = await mails(rt)
    assert "€53.00 is on its way back" in first.email.text
    assert "€42.00 is on its way back" in second.email.text


async def test_a_new_account_gets_the_link_that_proves_its_address(rt: Runtime) -> None:
    await given_user(rt, email="ada@guests.example.com")

    await settle(rt)

    (mail,) = await mails(rt, "ada@guests.example.com")
    token = mail.email.text.split("/verify/")[1].split()[0]
    async with rt.unit_of_work() as uow:
        await identity.verify(uow, token=token)


async def test_the_paper_and_the_date_can_be_fetched(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    ref = await given_free_order(rt, stage)

    paper = await exports.ticket_paper(rt, order_id=ref.id)
    date = await exports.event_date(rt, event_id=stage.event_id)

    assert paper.startswith(b"%PDF-")
    assert b"SUMMARY:Jazz by the Canal" in date


async def test_what_does_not_exist_has_no_paper(rt: Runtime) -> None:
    with pytest.raises(NotFound):
        await exports.ticket_paper(rt, order_id=UUID(int=1))
