"""A program with a test key sells through the client, and a scanner lets its buyers in."""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from bilten_client import Client, Refused
from bilten_client import models as m

from bilten_app.domains.scanning import service as scanning
from bilten_app.kit.proof import codec
from bilten_app.kit.proof.fields import to_base64
from tests.e2e.conftest import Site
from tests.factories import given_event
from tests.gateway import card
from tests.people import given_organizer, given_sandbox
from tests.programs import given_key
from tests.scanner import Log, given_gate
from tests.shop import BUYER, slug_of

SOON_S, LOOK_AGAIN_S = 30, 0.2


@dataclass(frozen=True, slots=True)
class Given:
    """What an owner makes before their program begins."""

    origin: str
    key: str
    slug: str
    live_slug: str
    invitation: str
    gate: UUID


async def given_tests(site: Site) -> Given:
    rt = site.rt
    owner, organizer_id = await given_organizer(rt)
    of = await given_sandbox(rt, owner, organizer_id)
    stage = await given_event(rt, of=of)
    _, key = await given_key(rt, owner, is_test=True)
    gate = await given_gate(rt, stage)
    async with rt.unit_of_work(of[0]) as uow:
        link = await scanning.invite_device(uow, of[0], gate_id=gate)
    slug = await slug_of(rt, stage)
    return Given(site.origin, key, slug, site.scene.slug, link.token, gate)


async def test_a_program_sells_a_test_and_its_scanner_lets_the_buyer_in(site: Site) -> None:
    given = await given_tests(site)

    await asyncio.to_thread(sell_and_admit, given)


def sell_and_admit(given: Given) -> None:
    with Client(given.key, origin=given.origin) as bilten:
        with pytest.raises(Refused, match="404 not_found"):
            bilten.read_event(given.live_slug)
        assert [one.slug for one in bilten.all_events()] == [given.slug]
        proofs = sell(bilten, given.slug)
    with Client(origin=given.origin) as nobody:
        answers = admit(nobody, given, [codec.parse(one).body.index for one in proofs])
    assert answers == [m.Outcome.CANONICAL, m.Outcome.CANONICAL, m.Outcome.INCIDENT]


def sell(bilten: Client, slug: str) -> list[str]:
    """Buy two tickets as a shop does, and pay as its buyer does; return the codes to scan."""
    event = bilten.read_event(slug)
    assert event.test
    line = m.HoldLineIn(ticket_type_id=event.ticket_types[0].id, quantity=2)
    hold = bilten.hold_places(m.HoldIn(event=slug, lines=[line]))
    wanted = m.OrderIn(hold_id=hold.id, name=BUYER["name"], email=BUYER["email"])
    placed = bilten.place_order(wanted, idempotency_key="order-1")
    again = bilten.place_order(wanted, idempotency_key="order-1")
    assert again.order.code == placed.order.code
    code, secret = placed.order.code, placed.secret
    paying = bilten.pay_order(code, secret=secret)
    with httpx.Client(trust_env=False) as buyer:
        buyer.post(str(paying.checkout_url), data={"card": card("Success").card})
    until = time.monotonic() + SOON_S
    while bilten.read_order(code, secret=secret).state is not m.OrderState.PAID:
        assert time.monotonic() < until, "the order was not paid"
        time.sleep(LOOK_AGAIN_S)
    return [str(one.proof) for one in bilten.list_tickets(code, secret=secret).tickets]


def admit(nobody: Client, given: Given, indexes: list[int]) -> list[m.Outcome]:
    """Enrol a scanner and send its log; the first ticket comes twice."""
    log = Log()
    now_ms = round(time.time() * 1000)
    enrolled = nobody.enrol(
        m.EnrolIn(
            token=given.invitation, device_key=to_base64(log.public), name="Door", clock_ms=now_ms
        )
    )
    log.device, log.gate = UUID(enrolled.device_id), given.gate
    for index in [*indexes, indexes[0]]:
        log.scan(index, at_ms=now_ms)
    with Client(enrolled.device_token, origin=given.origin) as scanner:
        sent = m.ScansIn(clock_ms=now_ms, entries=log.written())
        return [one.outcome for one in scanner.take_scans(sent).results]
