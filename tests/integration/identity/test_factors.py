"""Second factors are proven before they count, and codes are kept for the day all is lost."""

from hashlib import sha256

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.models import RecoveryCode
from bilten_app.domains.identity.public import (
    BadNumber,
    FactorKind,
    NotChanged,
    StepGone,
    WrongCode,
)
from bilten_app.domains.identity.rules import old_recovery_hash
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import shown_code
from tests.people import PASSWORD, actor_of, given_signed_in, new_email
from tests.second_step import HERE, finish, given_app, half_in, shown
from tests.work import settle


async def _texts(rt: Runtime, to: str) -> list[str]:
    await settle(rt)
    async with rt.read() as session:
        chosen = text("SELECT plain FROM sandbox.mails WHERE recipient = :to ORDER BY arrived_at")
        return list((await session.execute(chosen, {"to": to})).scalars())


async def test_adding_a_factor_gives_the_session_another_token(rt: Runtime) -> None:
    actor, before = await given_signed_in(rt)
    new = await identity.begin_factor(rt, actor, kind=FactorKind.totp)

    after = await identity.confirm_factor(
        rt, actor, token=before, kind=FactorKind.totp, code=shown(rt, new.secret), browser=HERE
    )

    assert (await actor_of(rt, before)).kind is ActorKind.guest
    assert (await actor_of(rt, after.token)).user_id == actor.user_id
    with pytest.raises(NotFound):
        await identity.begin_factor(rt, actor, kind=FactorKind.totp)


async def test_the_secret_of_an_app_lies_sealed(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    new = await identity.begin_factor(rt, actor, kind=FactorKind.totp)

    async with rt.read() as session:
        sealed = (await session.execute(text("SELECT sealed FROM factors"))).scalars().all()

    assert all(new.secret.encode() not in one for one in sealed)
    assert (await identity.begin_factor(rt, actor, kind=FactorKind.totp)).secret == new.secret


async def test_a_recovery_code_works_once_however_it_is_typed(rt: Runtime) -> None:
    email = new_email()
    actor, _, _ = await given_app(rt, email)
    codes = await identity.make_recovery_codes(rt, actor, browser=HERE)

    await finish(rt, (await half_in(rt, email)).token, shown_code(codes[0]).lower())

    with pytest.raises(WrongCode):
        await finish(rt, (await half_in(rt, email)).token, codes[0])
    async with rt.read() as session:
        assert await queries.recovery_left(session, actor) == len(codes) - 1
        stored = (await session.execute(text("SELECT code_hash FROM recovery_codes"))).scalars()
        assert codes[1].encode() not in b"".join(stored)


async def test_a_recovery_code_from_before_accounts_differed_still_works(rt: Runtime) -> None:
    email, code = new_email(), "7KQ2M9XD4T6W"
    actor, _, _ = await given_app(rt, email)
    async with rt.unit_of_work() as uow:
        kept = old_recovery_hash(rt.vault, code)
        uow.add(RecoveryCode(user_id=actor.require_user(), code_hash=kept))

    await finish(rt, (await half_in(rt, email)).token, code)

    with pytest.raises(WrongCode):
        await finish(rt, (await half_in(rt, email)).token, code)


async def test_recovery_codes_are_told_once_and_new_ones_end_the_old(rt: Runtime) -> None:
    email = new_email()
    actor, _, _ = await given_app(rt, email)
    first = await identity.make_recovery_codes(rt, actor, browser=HERE, only_first=True)

    again = await identity.make_recovery_codes(rt, actor, browser=HERE, only_first=True)
    second = await identity.make_recovery_codes(rt, actor, browser=HERE)

    assert (len(first), len(again), len(second)) == (10, 0, 10)
    with pytest.raises(WrongCode):
        await finish(rt, (await half_in(rt, email)).token, first[0])
    await finish(rt, (await half_in(rt, email)).token, second[0])


async def test_who_has_no_second_step_needs_no_recovery_codes(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)

    with pytest.raises(NotFound):
        await identity.make_recovery_codes(rt, actor, browser=HERE)


async def test_a_telephone_gets_a_code_that_proves_it(rt: Runtime) -> None:
    email, number = new_email(), "+4915123456789"
    actor, token = await given_signed_in(rt, email=email)
    await identity.begin_factor(rt, actor, kind=FactorKind.sms, number="0049 151 2345-6789")
    (sent,) = await _texts(rt, number)
    async with rt.read() as session:
        stored = (await session.execute(text("SELECT code_hash FROM challenges"))).scalars().all()
    assert sha256(sent.split()[0].encode()).digest() not in stored
    await identity.confirm_factor(
        rt, actor, token=token, kind=FactorKind.sms, code=sent.split()[0], browser=HERE
    )

    half = await half_in(rt, email)
    await identity.send_code(rt, GUEST, token=half.token, kind=FactorKind.sms)
    code = (await _texts(rt, number))[-1].split()[0]

    with pytest.raises(NotFound):
        await identity.send_code(rt, GUEST, token=half.token, kind=FactorKind.email)
    await finish(rt, half.token, code)
    with pytest.raises(StepGone):
        await finish(rt, half.token, code)


async def test_a_code_by_mail_belongs_to_one_sign_in(rt: Runtime) -> None:
    email = new_email()
    actor, token = await given_signed_in(rt, email=email)
    await identity.begin_factor(rt, actor, kind=FactorKind.email)
    mailed = (await _texts(rt, email))[-1].split()[0]
    await identity.confirm_factor(
        rt, actor, token=token, kind=FactorKind.email, code=mailed, browser=HERE
    )
    mine, other = await half_in(rt, email), await half_in(rt, email)
    await identity.send_code(rt, GUEST, token=mine.token, kind=FactorKind.email)
    code = next(one.split()[0] for one in reversed(await _texts(rt, email)) if one[:6].isdigit())

    with pytest.raises(WrongCode):
        await finish(rt, other.token, code)
    await finish(rt, mine.token, code)


@pytest.mark.parametrize("number", ["", "151 23456789", "+0151234567", "+49 call me"])
async def test_what_is_no_number_gets_no_code(rt: Runtime, number: str) -> None:
    actor, _ = await given_signed_in(rt)

    with pytest.raises(BadNumber):
        await identity.begin_factor(rt, actor, kind=FactorKind.sms, number=number)


async def test_switching_it_off_needs_the_password_and_ends_the_recovery_codes(
    rt: Runtime,
) -> None:
    email = new_email()
    actor, token, _ = await given_app(rt, email)
    await identity.make_recovery_codes(rt, actor, browser=HERE)

    with pytest.raises(NotChanged):
        await _remove(rt, actor, token, "wrong")
    await _remove(rt, actor, token, PASSWORD)

    assert not (await half_in(rt, email)).is_half
    async with rt.read() as session:
        assert await queries.recovery_left(session, actor) == 0


async def _remove(rt: Runtime, actor: Actor, token: str, current: str) -> None:
    await identity.remove_factor(
        rt, actor, token=token, kind=FactorKind.totp, current=current, browser=HERE
    )
