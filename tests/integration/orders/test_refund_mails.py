"""What buyers read about refunds: one mail for each thing that happens."""

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import RefundWish
from bilten_app.infra.runtime import Runtime
from tests.aftersale import ask, given_paid, given_policy, refunds, tickets_of
from tests.factories import given_event
from tests.work import settle


async def subjects(rt: Runtime) -> list[str]:
    """Return what the buyer was told, the oldest first."""
    assert isinstance(rt.gateways.email, MailSink)
    newest = await rt.gateways.email.newest(to="noor@guests.example.com")
    return [mail.email.subject for mail in reversed(newest)]


async def test_each_partial_refund_is_one_mail(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    for minor in (500, 500):
        async with rt.unit_of_work(stage.owner) as uow:
            wish = RefundWish(amount_minor=minor)
            await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
    await settle(rt)

    for each in await refunds(rt, ref):
        await messaging.refunded(
            rt, refund_id=str(each.id), order_id=str(ref.id), refund_minor=500, currency="EUR"
        )
    await settle(rt)

    told = await subjects(rt)
    assert told.count("A part of your order for Jazz by the Canal goes back to you") == 2


async def test_a_request_is_acknowledged_and_its_refusal_told(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    request = await ask(rt, await given_paid(rt, stage))
    await settle(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refuse_refund(uow, stage.owner, request_id=request, note="It is too late.")
    await settle(rt)

    assert (await subjects(rt))[1:] == [
        "You asked for a refund for Jazz by the Canal",
        "No refund for Jazz by the Canal",
    ]


async def test_an_approval_is_told_by_what_it_gives_back(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    request = await ask(rt, ref, (await tickets_of(rt, ref))[0])
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.approve_refund(uow, stage.owner, request_id=request)
    await settle(rt)

    assert (await subjects(rt))[1:] == [
        "A part of your order for Jazz by the Canal goes back to you"
    ]
