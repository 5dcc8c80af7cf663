"""How somebody is called and wants things shown, and who may say so."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import Mend, NotChanged
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor, Wishes
from bilten_app.kit.errors import ByOwnHand, Unauthenticated
from bilten_app.kit.ids import new_id
from tests.people import PASSWORD, actor_of, given_signed_in, new_email
from tests.surfers import verbs_of
from tests.work import settle

CAIRO = {"name": "Noor Aziz", "locale": "en", "time_zone": "Africa/Cairo", "currency": "EGP"}


async def save(rt: Runtime, actor: Actor, **wanted: str) -> None:
    async with rt.unit_of_work(actor) as uow:
        await identity.change_profile(uow, actor, **{**CAIRO, **wanted})


async def test_what_is_saved_is_known_wherever_one_is_signed_in(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)

    await save(rt, actor, name="  Noor   Aziz ")

    known = await actor_of(rt, token)
    assert (known.name, known.wishes) == ("Noor Aziz", Wishes("en", "Africa/Cairo", "EGP"))
    assert (await verbs_of(rt, actor.user_id)).count("users.profile_changed") == 1


async def test_what_cannot_be_is_told_field_by_field_and_nothing_is_saved(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)

    with pytest.raises(NotChanged) as refused:
        await save(rt, actor, name=" ", locale="xx", time_zone="Atlantis/Deep", currency="ZZZ")

    assert refused.value.problems == {
        "name": Mend.no_name, "locale": Mend.bad_language, "time_zone": Mend.bad_zone,
        "currency": Mend.bad_currency,
    }  # fmt: skip
    assert (await actor_of(rt, token)).wishes == Wishes("en")


async def test_only_oneself_says_who_one_is(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)

    with pytest.raises(ByOwnHand):
        await save(rt, replace(actor, acted_by=new_id()))
    with pytest.raises(Unauthenticated):
        await save(rt, GUEST)


async def test_times_in_mails_about_an_account_are_in_its_zone(rt: Runtime) -> None:
    email = new_email()
    actor, token = await given_signed_in(rt, email=email)
    await save(rt, actor, time_zone="Asia/Kathmandu")

    await identity.change_password(
        rt, actor, token=token, current=PASSWORD, password="seven quiet lighthouses", address="x"
    )

    await settle(rt)
    async with rt.read() as session:
        chosen = text("SELECT plain FROM sandbox.mails WHERE recipient = :to")
        mails = "\n".join((await session.execute(chosen, {"to": email})).scalars())
        person = await queries.profile(session, actor.require_user())
    assert person.time_zone == "Asia/Kathmandu"
    assert "GMT+5:45" in mails
