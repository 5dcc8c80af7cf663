"""Who waits is told once that they wait, and once for each offer."""

from datetime import timedelta

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.waiting import service as waiting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.waiting import entry_of, full_event, listed, release, tick
from tests.work import settle


async def subjects(rt: Runtime, to: str) -> list[str]:
    """Return what somebody was mailed, the latest first."""
    sink = rt.gateways.email
    assert isinstance(sink, MailSink)
    return [mail.email.subject for mail in await sink.newest(to=to)]


async def test_who_joins_and_is_offered_places_is_told_each_once(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    ref = await listed(rt, stage)
    entry = await entry_of(rt, ref)
    await settle(rt)
    await release(rt, held[0])

    await tick(rt, clock)
    await settle(rt)

    assert await subjects(rt, entry.email) == [
        "A place came free: Jazz by the Canal",
        "You are on the waiting list for Jazz by the Canal",
    ]


async def test_an_offer_that_is_over_is_not_mailed(rt: Runtime, clock: FrozenClock) -> None:
    stage, held = await full_event(rt)
    ref = await listed(rt, stage)
    entry = await entry_of(rt, ref)
    await settle(rt)
    await release(rt, held[0])
    await tick(rt, clock)
    clock.move(timedelta(seconds=1))

    async with rt.unit_of_work() as uow:
        await waiting.decline(uow, entry_id=ref.id)
    await settle(rt)

    assert await subjects(rt, entry.email) == ["You are on the waiting list for Jazz by the Canal"]
