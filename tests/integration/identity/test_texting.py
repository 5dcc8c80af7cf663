"""Codes by text message: each costs, so they are counted, proven, and good once."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind, SignedIn, WrongCode
from bilten_app.domains.identity.service.texting import count_new, count_text
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.clock import Clock, FrozenClock
from bilten_app.kit.errors import ProofNeeded, TooMany
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import StaffRole
from bilten_app.ports.limits import Allowance
from tests.people import given_signed_in, given_staff, new_email
from tests.second_step import HERE, given_app, half_in, later, shown
from tests.work import settle

NUMBER, EVE = "+4915123456780", "+4915123456999"


@dataclass
class Windows:
    """Counts by the clock of the test, and keeps whom it counted."""

    clock: Clock
    seen: dict[tuple[str, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))

    async def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        now, hits = self.clock.now(), self.seen[what, who]
        if sum(now - one < timedelta(seconds=per_s) for one in hits) >= limit:
            raise TooMany(retry_after_s=per_s)
        hits.append(now)

    async def count(self, what: str, who: str, *, limit: int, per_s: int) -> Allowance:
        return Allowance(limit, limit, per_s)

    async def answers(self) -> bool:
        return True

    def hits(self, what: str) -> int:
        return sum(len(hits) for (name, _), hits in self.seen.items() if name == what)


@pytest.fixture
def windows(rt: Runtime) -> Windows:
    windows = Windows(rt.clock)
    rt.gateways = replace(rt.gateways, limits=windows)
    return windows


async def texts(rt: Runtime, to: str) -> list[str]:
    """Return the codes that a number got."""
    await settle(rt)
    async with rt.read() as session:
        chosen = text("SELECT plain FROM sandbox.mails WHERE recipient = :to ORDER BY arrived_at")
        return [one.split()[0] for one in (await session.execute(chosen, {"to": to})).scalars()]


async def confirm(rt: Runtime, actor: Actor, token: str, code: str) -> SignedIn:
    return await identity.confirm_factor(
        rt, actor, token=token, kind=FactorKind.sms, code=code, browser=HERE
    )


async def given_telephone(rt: Runtime, email: str) -> None:
    actor, token = await given_signed_in(rt, email=email)
    await identity.begin_factor(rt, actor, kind=FactorKind.sms, number=NUMBER)
    await confirm(rt, actor, token, (await texts(rt, NUMBER))[-1])


async def test_a_number_is_texted_a_few_times_an_hour_and_a_day_whoever_asks(
    rt: Runtime, windows: Windows
) -> None:
    for hours in (0, 2):
        later(rt, hours=hours)
        for _ in range(5):
            await count_text(rt, new_id(), NUMBER)
        with pytest.raises(TooMany):
            await count_text(rt, new_id(), NUMBER)
    later(rt, hours=2)

    with pytest.raises(TooMany):
        await count_text(rt, new_id(), NUMBER)
    later(rt, hours=20)
    await count_text(rt, new_id(), NUMBER)

    assert not [who for _, who in windows.seen if NUMBER[1:] in who]


async def test_an_account_texts_a_few_times_a_day_whatever_number_it_names(
    rt: Runtime, windows: Windows
) -> None:
    user_id = new_id()
    for count in range(10):
        await count_new(rt, user_id, f"+49151234568{count:02}", address="")
    later(rt, hours=2)

    with pytest.raises(TooMany):
        await count_new(rt, user_id, EVE, address="")
    await count_new(rt, new_id(), EVE, address="")


async def test_a_network_asks_for_few_new_numbers_a_day(rt: Runtime, windows: Windows) -> None:
    for host in range(20):
        number = f"+49151234568{host:02}"
        await count_new(rt, new_id(), number, address=f"203.0.113.{host}")

    with pytest.raises(TooMany):
        await count_new(rt, new_id(), EVE, address="203.0.113.99")
    await count_new(rt, new_id(), EVE, address="198.51.100.1")


async def test_new_numbers_that_share_their_beginning_are_counted_together_and_staff_hear_of_it(
    rt: Runtime, windows: Windows
) -> None:
    staff = await given_staff(rt, StaffRole.admin)
    for count in range(100):
        await count_new(rt, new_id(), f"+1876555{count:04}", address="")

    for _ in range(2):
        with pytest.raises(TooMany):
            await count_new(rt, new_id(), "+18765559999", address="")
    await count_new(rt, new_id(), "+12125559999", address="")
    await count_text(rt, new_id(), "+18765550000")  # it was proven: its owner signs in

    await settle(rt)
    async with rt.read() as session:
        chosen = text("SELECT subject FROM sandbox.mails WHERE recipient = :to")
        told = list((await session.execute(chosen, {"to": staff.email})).scalars())
        facts = text("SELECT count(*) FROM facts WHERE name = 'identity.toll_suspected'")
        noted = (await session.execute(facts)).scalar_one()
    assert (told.count("Many codes are texted to +1876"), noted) == (1, 1)


async def test_even_proven_numbers_of_one_area_are_not_texted_without_end(
    rt: Runtime, windows: Windows
) -> None:
    for count in range(1000):
        await count_text(rt, new_id(), f"+1876555{count:04}")

    with pytest.raises(TooMany):
        await count_text(rt, new_id(), "+18765559999")


async def test_each_text_counts_when_a_number_is_added_and_when_its_owner_signs_in(
    rt: Runtime, windows: Windows
) -> None:
    email = new_email()
    await given_telephone(rt, email)
    before = windows.hits("text-account")

    half = await half_in(rt, email)
    await identity.send_code(rt, GUEST, token=half.token, kind=FactorKind.sms)

    assert (before, windows.hits("text-account")) == (1, 2)
    assert windows.hits("text-prefix-new") == windows.hits("text-prefix") == 1


async def test_one_sign_in_asks_for_few_codes(rt: Runtime, windows: Windows) -> None:
    email = new_email()
    await given_telephone(rt, email)
    half = await half_in(rt, email)
    later(rt, minutes=5)
    for _ in range(4):
        await identity.send_code(rt, GUEST, token=half.token, kind=FactorKind.sms)
    before = windows.hits("text-account")

    with pytest.raises(TooMany):
        await identity.send_code(rt, GUEST, token=half.token, kind=FactorKind.sms)

    assert windows.hits("text-account") == before  # its owner's day is not used up by it


async def test_the_code_of_one_number_does_not_prove_another(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    await identity.begin_factor(rt, actor, kind=FactorKind.sms, number=NUMBER)
    (own,) = await texts(rt, NUMBER)
    await identity.begin_factor(rt, actor, kind=FactorKind.sms, number=EVE)

    with pytest.raises(WrongCode):
        await confirm(rt, actor, token, own)


async def test_a_code_that_proves_a_number_works_for_ten_minutes_and_once(
    rt: Runtime, clock: FrozenClock
) -> None:
    actor, token = await given_signed_in(rt)
    await identity.begin_factor(rt, actor, kind=FactorKind.sms, number=NUMBER)
    (code,) = await texts(rt, NUMBER)
    clock.move(timedelta(minutes=10))
    with pytest.raises(WrongCode):
        await confirm(rt, actor, token, code)
    clock.move(timedelta(minutes=-1))

    signed_in = await confirm(rt, actor, token, code)

    async with rt.read() as session:
        left = text("SELECT count(*) FROM challenges WHERE purpose = 'add_factor'")
        assert (await session.execute(left)).scalar_one() == 0
    with pytest.raises(WrongCode):
        await confirm(rt, actor, signed_in.token, code)


async def test_a_factor_is_confirmed_once(rt: Runtime) -> None:
    actor, token, secret = await given_app(rt, new_email())

    with pytest.raises(WrongCode):
        await identity.confirm_factor(
            rt, actor, token=token, kind=FactorKind.totp, code=shown(rt, secret), browser=HERE
        )


async def test_an_old_session_adds_no_factor(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    assert actor.asked_at
    tired = replace(actor, asked_at=actor.asked_at + timedelta(minutes=16))

    for kind in FactorKind:
        with pytest.raises(ProofNeeded):
            await identity.begin_factor(rt, tired, kind=kind, number=NUMBER)


async def test_factors_are_begun_and_tried_ten_times_an_hour(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    for _ in range(10):
        await identity.begin_factor(rt, actor, kind=FactorKind.email)
        with pytest.raises(WrongCode):
            await confirm(rt, actor, token, "000000")

    with pytest.raises(TooMany):
        await identity.begin_factor(rt, actor, kind=FactorKind.email)
    with pytest.raises(TooMany):
        await confirm(rt, actor, token, "000000")
