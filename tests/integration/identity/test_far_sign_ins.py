"""A sign-in that nobody can have travelled to is flagged, and its owner and staff hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.adapters.geography import NoMap
from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FAR_LINK, SignedIn
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import StaffRole
from bilten_app.ports.geography import Spot
from tests.people import PASSWORD, actor_of, given_staff, given_user, new_email
from tests.surfers import verbs_of
from tests.work import settle

HOME, AWAY = "198.51.100.7", "203.0.113.9"
BERLIN, SAO_PAULO = Spot("DE", 52.52, 13.40), Spot("BR", -23.55, -46.63)


@dataclass(frozen=True, slots=True)
class Atlas:
    """A map of two networks."""

    spots: Mapping[str, Spot] = field(
        default_factory=lambda: {"198.51.100.0": BERLIN, "203.0.113.0": SAO_PAULO}
    )
    is_known: bool = True

    def country_of(self, address: str) -> str | None:
        spot = self.spots.get(address)
        return spot.country if spot else None

    def spot_of(self, address: str) -> Spot | None:
        return self.spots.get(address)


@pytest.fixture
def mapped(rt: Runtime) -> Runtime:
    rt.gateways = replace(rt.gateways, geography=Atlas())
    return rt


async def enter(rt: Runtime, email: str, address: str, *devices: str) -> SignedIn:
    return await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address=address, devices=devices
    )


async def flagged(rt: Runtime, signed_in: SignedIn) -> list[bool]:
    """Return of each session whether it is flagged, this one first."""
    await settle(rt)
    actor = await actor_of(rt, signed_in.token)
    async with rt.read() as session:
        found = await queries.sessions(
            session, actor, session_token=signed_in.token, now=rt.clock.now()
        )
    return [one.is_far for one in found]


async def mails(rt: Runtime, to: str) -> str:
    async with rt.read() as session:
        chosen = text("SELECT plain FROM sandbox.mails WHERE recipient = :to")
        return "\n".join((await session.execute(chosen, {"to": to})).scalars())


async def test_a_sign_in_from_too_far_away_is_flagged_and_told(mapped: Runtime) -> None:
    staff = await given_staff(mapped, StaffRole.admin)
    email = new_email()
    user_id = await given_user(mapped, email=email)
    await enter(mapped, email, HOME)

    far = await enter(mapped, email, AWAY)

    assert await flagged(mapped, far) == [True, False]
    told = await mails(mapped, email)
    assert "/end-session/" in told
    assert "VPN" in told
    assert f"/admin/people/{user_id}" in await mails(mapped, staff.email)
    assert (await verbs_of(mapped, user_id)).count("users.travel_suspected") == 1
    async with mapped.read() as session:
        seen = await queries.account(session, staff, user_id, now=mapped.clock.now())
    assert seen.flagged_at


async def test_a_flight_later_nobody_is_alarmed(mapped: Runtime, clock: FrozenClock) -> None:
    email = new_email()
    await given_user(mapped, email=email)
    await enter(mapped, email, HOME)
    clock.move(timedelta(hours=13))

    assert await flagged(mapped, await enter(mapped, email, AWAY)) == [False, False]


async def test_the_way_from_the_last_sign_in_counts(mapped: Runtime, clock: FrozenClock) -> None:
    email = new_email()
    await given_user(mapped, email=email)
    await enter(mapped, email, HOME)
    clock.move(timedelta(hours=13))
    await enter(mapped, email, AWAY)
    clock.move(timedelta(hours=1))

    assert await flagged(mapped, await enter(mapped, email, HOME)) == [True, False, False]


async def test_where_others_sign_in_says_nothing_about_me(mapped: Runtime) -> None:
    other, email = new_email(), new_email()
    for one in (other, email):
        await given_user(mapped, email=one)
    await enter(mapped, other, HOME)

    assert await flagged(mapped, await enter(mapped, email, AWAY)) == [False]


@pytest.mark.parametrize(("address", "hours"), [(HOME, 1), (AWAY, 25), ("", 1)])
async def test_what_needs_no_look_is_not_looked_at(
    mapped: Runtime, clock: FrozenClock, address: str, hours: int
) -> None:
    email = new_email()
    await given_user(mapped, email=email)
    await enter(mapped, email, HOME)
    clock.move(timedelta(hours=hours))

    await enter(mapped, email, address)

    async with mapped.read() as session:
        queued = text("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'identity.judge_travel'")
        assert (await session.execute(queued)).scalar_one() == 0


async def test_a_session_that_ended_before_the_look_is_let_be(mapped: Runtime) -> None:
    email = new_email()
    user_id = await given_user(mapped, email=email)
    await enter(mapped, email, HOME)
    far = await enter(mapped, email, AWAY)
    async with mapped.unit_of_work() as uow:
        await identity.sign_out(uow, token=far.token)

    await settle(mapped)

    assert "users.travel_suspected" not in await verbs_of(mapped, user_id)
    assert "/end-session/" not in await mails(mapped, email)


async def test_a_browser_that_is_known_alarms_nobody(mapped: Runtime) -> None:
    email = new_email()
    await given_user(mapped, email=email)
    first = await enter(mapped, email, HOME)

    again = await enter(mapped, email, AWAY, first.device)

    assert await flagged(mapped, again) == [False, False]


async def test_without_a_map_nobody_is_alarmed(rt: Runtime) -> None:
    assert isinstance(rt.gateways.geography, NoMap)
    email = new_email()
    await given_user(rt, email=email)
    await enter(rt, email, HOME)

    assert await flagged(rt, await enter(rt, email, AWAY)) == [False, False]


async def test_a_session_is_flagged_once_however_often_it_is_looked_at(mapped: Runtime) -> None:
    email = new_email()
    user_id = await given_user(mapped, email=email)
    await enter(mapped, email, HOME)
    await flagged(mapped, await enter(mapped, email, AWAY))
    now = mapped.clock.now().isoformat()

    await identity.judge_travel(
        mapped, user_id=str(user_id), session_id=str(await far_session_of(mapped)),
        place="203.0.113.0/24", at=now, was_at="198.51.100.0/24", then=now,
    )  # fmt: skip

    await settle(mapped)
    assert (await mails(mapped, email)).count("/end-session/") == 1
    assert (await verbs_of(mapped, user_id)).count("users.travel_suspected") == 1


async def test_the_link_ends_that_session_and_works_twice(mapped: Runtime) -> None:
    email = new_email()
    await given_user(mapped, email=email)
    home = await enter(mapped, email, HOME)
    far = await enter(mapped, email, AWAY)
    await flagged(mapped, far)
    session_id = await far_session_of(mapped)
    secret = mapped.vault.link_secret(FAR_LINK, session_id)

    for _ in range(2):
        async with mapped.unit_of_work() as uow:
            await identity.end_far_session(uow, mapped.vault, session_id=session_id, secret=secret)

    assert (await actor_of(mapped, far.token)).user_id is None
    assert (await actor_of(mapped, home.token)).user_id


async def test_a_wrong_link_ends_nothing(mapped: Runtime) -> None:
    email = new_email()
    await given_user(mapped, email=email)
    await enter(mapped, email, HOME)
    far = await enter(mapped, email, AWAY)
    await flagged(mapped, far)
    other = mapped.vault.link_secret(FAR_LINK, new_id())

    wrong = {"session_id": await far_session_of(mapped), "secret": other}
    async with mapped.unit_of_work() as uow:
        with pytest.raises(NotFound):
            await identity.far_session(uow.session, mapped.vault, **wrong)
        with pytest.raises(NotFound):
            await identity.end_far_session(uow, mapped.vault, **wrong)

    assert (await actor_of(mapped, far.token)).user_id


async def far_session_of(rt: Runtime) -> UUID:
    async with rt.read() as session:
        chosen = text("SELECT id FROM sessions WHERE flagged_at IS NOT NULL")
        return (await session.execute(chosen)).scalar_one()
