"""The second step: codes work once, failures are few, and trusted browsers are not asked."""

from datetime import timedelta
from uuid import UUID

import pytest
from pyotp.totp import TOTP

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import (
    StepGone,
    WrongCode,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, ActorKind
from bilten_app.kit.errors import NotFound, TooMany
from bilten_app.kit.ids import new_code
from tests.people import PASSWORD, actor_of, given_signed_in, new_email
from tests.second_step import finish, given_app, half_in, later, shown


async def test_a_password_alone_opens_nothing_any_more(rt: Runtime) -> None:
    email = new_email()
    actor, _, secret = await given_app(rt, email)

    half = await half_in(rt, email)

    assert half.is_half
    assert (await actor_of(rt, half.token)).kind is ActorKind.guest
    whole = await finish(rt, half.token, shown(rt, secret))
    assert (await actor_of(rt, whole.token)).user_id == actor.user_id


async def test_a_code_of_the_app_works_once(rt: Runtime) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    first, second = await half_in(rt, email), await half_in(rt, email)
    code = shown(rt, secret)
    await finish(rt, first.token, code)

    with pytest.raises(WrongCode):
        await finish(rt, second.token, code)

    later(rt, seconds=30)
    await finish(rt, second.token, shown(rt, secret))


@pytest.mark.parametrize(("seconds", "works"), [(-30, True), (30, True), (-60, False), (60, False)])
async def test_a_clock_may_be_half_a_minute_off(rt: Runtime, *, seconds: int, works: bool) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    later(rt, minutes=5)
    half = await half_in(rt, email)
    code = TOTP(secret).at(rt.clock.now() + timedelta(seconds=seconds))

    if works:
        await finish(rt, half.token, code)
    else:
        with pytest.raises(WrongCode):
            await finish(rt, half.token, code)


async def test_five_wrong_codes_end_the_step(rt: Runtime) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    half = await half_in(rt, email)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await finish(rt, half.token, "not it")

    with pytest.raises(StepGone):
        await finish(rt, half.token, shown(rt, secret))


async def test_the_step_ends_after_ten_minutes(rt: Runtime) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    half = await half_in(rt, email)
    later(rt, minutes=10)

    with pytest.raises(StepGone):
        await finish(rt, half.token, shown(rt, secret))


async def test_a_stranger_who_guesses_codes_does_not_keep_the_owner_out(rt: Runtime) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    known = await finish(rt, (await half_in(rt, email)).token, shown(rt, secret))
    first, second = await half_in(rt, email), await half_in(rt, email)
    for stranger in (*[first] * 5, *[second] * 4):
        with pytest.raises(WrongCode):
            await finish(rt, stranger.token, "not it")
    with pytest.raises(TooMany):
        await finish(rt, second.token, "not it")
    await half_in(rt, email)
    with pytest.raises(TooMany):
        await half_in(rt, email)

    later(rt, minutes=2)
    half = await half_in(rt, email, (known.device,))
    whole = await finish(rt, half.token, shown(rt, secret), devices=(known.device,))
    assert not whole.is_half


async def test_a_trusted_browser_is_not_asked_for_thirty_days(rt: Runtime) -> None:
    email = new_email()
    actor, _, secret = await given_app(rt, email)
    trusted = await finish(rt, (await half_in(rt, email)).token, shown(rt, secret), trust=True)

    assert not (await half_in(rt, email, (trusted.device,))).is_half
    assert (await half_in(rt, email, ("planted-by-a-stranger",))).is_half
    async with rt.read() as session:
        (device,) = await queries.trusted_devices(session, actor, now=rt.clock.now())
    async with rt.unit_of_work(actor) as uow:
        await identity.distrust(uow, actor, device_id=device.id)
    assert (await half_in(rt, email, (trusted.device,))).is_half


async def test_trust_ends(rt: Runtime) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    trusted = await finish(rt, (await half_in(rt, email)).token, shown(rt, secret), trust=True)

    later(rt, days=30)

    assert (await half_in(rt, email, (trusted.device,))).is_half


async def test_nobody_distrusts_the_browser_of_another(rt: Runtime) -> None:
    email = new_email()
    actor, _, secret = await given_app(rt, email)
    await finish(rt, (await half_in(rt, email)).token, shown(rt, secret), trust=True)
    stranger, _ = await given_signed_in(rt)
    async with rt.read() as session:
        (device,) = await queries.trusted_devices(session, actor, now=rt.clock.now())

    async with rt.unit_of_work(stranger) as uow:
        with pytest.raises(NotFound):
            await identity.distrust(uow, stranger, device_id=device.id)


async def test_a_reset_password_does_not_go_past_the_second_step(rt: Runtime) -> None:
    email, link_id = new_email(), UUID(int=7)
    _, _, secret = await given_app(rt, email)
    trusted = await finish(rt, (await half_in(rt, email)).token, shown(rt, secret), trust=True)
    await identity.mail_reset(rt, email=email, link_id=str(link_id))

    await identity.reset_password(
        rt, GUEST, token=identity.link_token(rt, link_id), password=PASSWORD, address=new_code()
    )

    assert (await half_in(rt, email, (trusted.device,))).is_half
