"""Who lost the mail with the tickets asks for it again; nobody else learns anything by asking."""

from datetime import timedelta

import pytest

from bilten_app.adapters.sandbox.mail import KeptMail, MailSink
from bilten_app.domains.messaging import service
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import TooMany
from bilten_app.kit.ids import new_code
from tests.factories import Stage, draft, given_event, given_order, new_guest
from tests.statements import statements
from tests.work import settle

BUYER = "noor@guests.example.com"
SUBJECT = "Your tickets"


async def given_tickets(rt: Runtime, stage: Stage | None = None) -> OrderRef:
    """Take two free tickets, and get them by mail."""
    stage = stage or await given_event(rt, draft(price_minor=0))
    ref = await given_order(rt, stage)
    await orders.pay(rt, new_guest(), order_id=ref.id, return_url="http://bilten.test")
    await settle(rt)
    return ref


async def ask(rt: Runtime, email: str = BUYER, *, address: str | None = None) -> None:
    await service.ask_for_tickets(
        rt, GUEST, email=email, locale="en", address=address or new_code()
    )


async def letters(rt: Runtime, to: str = BUYER) -> list[KeptMail]:
    """Return the mails with found tickets, the newest first."""
    sink = rt.gateways.email
    assert isinstance(sink, MailSink)
    found = [await sink.find(kept.email.message_id) for kept in await sink.newest(to=to)]
    return [mail for mail in found if mail and mail.email.subject == SUBJECT]


async def test_the_links_of_all_orders_come_in_one_mail(rt: Runtime) -> None:
    first, second = await given_tickets(rt), await given_tickets(rt)

    await ask(rt)
    await settle(rt)

    (mail,) = await letters(rt)
    for ref in (first, second):
        assert f"/orders/{ref.code}/{ref.secret}" in mail.email.text


async def test_a_cancelled_order_is_not_among_them(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    kept, cancelled = await given_tickets(rt), await given_tickets(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=cancelled.id)

    await ask(rt)
    await settle(rt)

    (mail,) = await letters(rt)
    assert kept.code in mail.email.text
    assert cancelled.code not in mail.email.text


async def test_what_is_over_is_found_for_a_year(rt: Runtime, clock: FrozenClock) -> None:
    await given_tickets(rt)

    clock.move(timedelta(days=360))
    await ask(rt)
    await settle(rt)
    assert len(await letters(rt)) == 1

    clock.move(timedelta(days=6))
    await ask(rt)
    await settle(rt)
    assert len(await letters(rt)) == 1


async def test_the_mail_goes_to_the_address_that_bought_however_it_was_typed(rt: Runtime) -> None:
    await given_tickets(rt)

    await ask(rt, BUYER.upper())
    await settle(rt)

    (mail,) = await letters(rt)
    assert mail.email.to == BUYER


async def test_an_address_that_only_looks_the_same_gets_nothing(rt: Runtime) -> None:
    await given_tickets(rt)
    lookalike = BUYER.replace("guests", "gue\N{LATIN SMALL LETTER LONG S}ts")

    await ask(rt, lookalike)
    await settle(rt)

    assert await letters(rt, lookalike) == []


async def test_who_bought_nothing_gets_the_same_answer_after_the_same_work(rt: Runtime) -> None:
    await given_tickets(rt)
    await ask(rt, "warm@guests.example.com")

    with statements(rt) as for_buyer:
        await ask(rt)
    with statements(rt) as for_stranger:
        await ask(rt, "nobody@guests.example.com")
    await settle(rt)

    assert for_stranger == for_buyer
    assert await letters(rt, "nobody@guests.example.com") == []


async def test_a_repeated_job_is_one_mail(rt: Runtime) -> None:
    await given_tickets(rt)

    for _ in range(3):
        await service.find_tickets(rt, email=BUYER, locale="en", request_id="r1")
        await settle(rt)

    assert len(await letters(rt)) == 1


async def test_nobody_is_buried_in_mail_that_others_ask_for(rt: Runtime) -> None:
    await given_tickets(rt)
    for _ in range(3):
        await ask(rt)

    with pytest.raises(TooMany):
        await ask(rt, BUYER.title())

    await settle(rt)
    assert len(await letters(rt)) == 3


async def test_one_browser_does_not_ask_for_everybody(rt: Runtime) -> None:
    here = new_code()
    for number in range(10):
        await ask(rt, f"guest{number}@guests.example.com", address=here)

    with pytest.raises(TooMany):
        await ask(rt, address=here)
