"""Whatever changes how one signs in is told to the account's owner by mail."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind, PasskeyPurpose, WrongCode
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.ids import new_code, new_id
from tests.authenticator import Authenticator
from tests.people import PASSWORD, given_signed_in, link_of, new_email
from tests.second_step import HERE, finish, given_app, half_in, shown
from tests.surfers import matters, verbs_of
from tests.work import settle

NEWER = "seven quiet lighthouses"


async def mails_to(rt: Runtime, address: str) -> list[str]:
    await settle(rt)
    async with rt.read() as session:
        chosen = text("SELECT plain FROM sandbox.mails WHERE recipient = :to ORDER BY arrived_at")
        return list((await session.execute(chosen, {"to": address})).scalars())


async def test_another_password_is_told_however_it_was_chosen(rt: Runtime) -> None:
    email, link_id = new_email(), new_id()
    actor, token = await given_signed_in(rt, email=email)

    await identity.change_password(
        rt, actor, token=token, current=PASSWORD, password=NEWER, address=HERE.address
    )
    await identity.mail_reset(rt, email=email, link_id=str(link_id))
    await identity.reset_password(
        rt, GUEST, token=identity.link_token(rt, link_id), password=PASSWORD, address=new_code()
    )

    assert await matters(rt) == ["password_changed", "password_reset"]
    mails = "\n".join(await mails_to(rt, email))
    assert "Your password was changed." in mails
    assert "A new password was chosen by a link from your mail." in mails
    assert PASSWORD not in mails
    assert NEWER not in mails


async def test_second_steps_are_told_when_they_come_and_go(rt: Runtime) -> None:
    email = new_email()
    actor, token, _ = await given_app(rt, email)
    codes = await identity.make_recovery_codes(rt, actor, browser=HERE)
    await finish(rt, (await half_in(rt, email)).token, codes[0])
    await identity.make_recovery_codes(rt, actor, browser=HERE)
    await identity.remove_factor(
        rt, actor, token=token, kind=FactorKind.totp, current=PASSWORD, browser=HERE
    )

    told = [one for one in await matters(rt) if one != "new_device"]
    assert told == ["factor_added", "recovery_used", "recovery_renewed", "factor_removed"]


async def test_a_code_that_is_typed_again_is_refused_and_told(rt: Runtime) -> None:
    email = new_email()
    actor, _, secret = await given_app(rt, email)
    first, second = await half_in(rt, email), await half_in(rt, email)
    code = shown(rt, secret)
    await finish(rt, first.token, code)

    with pytest.raises(WrongCode):
        await finish(rt, second.token, code)

    assert (await matters(rt))[-1] == "code_reused"
    assert "users.code_reused" in await verbs_of(rt, actor.user_id)


async def test_passkeys_are_told_when_they_come_and_go(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    origin = rt.settings.origin
    key = Authenticator(origin, urlsplit(origin).hostname or "")
    question = await identity.ask_passkey(
        rt, actor, purpose=PasskeyPurpose.add, origin=origin, address=new_code()
    )
    await identity.add_passkey(
        rt, actor, origin=origin, question=question.token, credential=key.make(question.options),
        name="My telephone", session_token=token, browser=HERE,
    )  # fmt: skip
    async with rt.read() as session:
        (mine,) = await queries.passkeys(session, actor)
    await identity.remove_passkey(rt, actor, passkey_id=mine.id, browser=HERE)

    assert await matters(rt) == ["passkey_added", "passkey_removed"]


async def test_another_address_is_told_to_the_old_one(rt: Runtime) -> None:
    before, after = new_email(), new_email()
    actor, _ = await given_signed_in(rt, email=before)
    await identity.ask_address(rt, actor, email=after, current=PASSWORD)
    token = identity.link_token(rt, await link_of(rt, actor.require_user()))

    await identity.change_address(rt, GUEST, token=token)

    assert "/verify/" in (await mails_to(rt, before))[-1]
