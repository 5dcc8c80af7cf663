"""Another address: proven before it counts, and undone from the old one for a week."""

from sqlalchemy.exc import IntegrityError

from bilten_app.domains.identity.models import User
from bilten_app.domains.identity.public import (
    AddressChangeAsked,
    AddressChanged,
    LinkGone,
    LinkPurpose,
    Mend,
    NotChanged,
    Verb,
)
from bilten_app.domains.identity.queries import user_id_by_email
from bilten_app.domains.identity.rules import normal_email
from bilten_app.domains.identity.service.devices import distrust_all
from bilten_app.domains.identity.service.factors import drop_factors_since
from bilten_app.domains.identity.service.links import (
    found_link,
    link_token,
    new_link,
    spend_links,
)
from bilten_app.domains.identity.service.passwords import own_user
from bilten_app.domains.identity.service.registration import may_write_to, tell_owner
from bilten_app.domains.identity.service.sessions import drop_sessions
from bilten_app.domains.identity.service.ways import drop_logins_since
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_token


async def ask_address(rt: Runtime, actor: Actor, *, email: str, current: str) -> None:
    """Mail a link to the new address; it counts once it is followed.

    Nobody learns whether the address has an account already: its owner is told instead. Raises
    NotChanged or TooMany.
    """
    user, normal = await own_user(rt, actor, current), normal_email(email)
    if normal is None:
        raise NotChanged({"email": Mend.bad_email})
    if normal.lower() == user.email.lower():
        raise NotChanged({"email": Mend.same_email})
    may_tell = await may_write_to(rt, normal)
    async with rt.unit_of_work(actor) as uow:
        uow.audit(Verb.address_change_asked, user.id)
        if await user_id_by_email(uow.session, normal) is not None:
            await tell_owner(uow, normal, may_tell=may_tell)
            return
        await spend_links(uow, user.id, LinkPurpose.change)
        link_id = await new_link(rt, uow, user.id, LinkPurpose.change, details={"email": normal})
        if may_tell:
            uow.record(AddressChangeAsked(user.id, link_id))


async def change_address(rt: Runtime, actor: Actor, *, token: str) -> None:
    """Let a proven address count; the old one is told, and can take it back. Raises LinkGone."""
    async with rt.unit_of_work(actor) as uow:
        link = await found_link(uow, token, LinkPurpose.change)
        user = await uow.get(User, link.user_id, lock=True)
        before, link.used_at = user.email, uow.clock.now()
        await _move_to(uow, user, str(link.details["email"]))
        await spend_links(uow, user.id, LinkPurpose.reset)
        undo = await new_link(rt, uow, user.id, LinkPurpose.undo, details={"email": before})
        uow.record(AddressChanged(user.id, undo))
        uow.audit(Verb.address_changed, user.id)


async def restore_address(rt: Runtime, actor: Actor, *, token: str) -> str:
    """Take a change of address back; return the token to choose a new password with.

    Whoever changed it knew the password and had a session: neither opens anything any more.
    Raises LinkGone.
    """
    nobody_knows = await rt.passwords.make_hash(new_token())
    async with rt.unit_of_work(actor) as uow:
        link = await found_link(uow, token, LinkPurpose.undo)
        user = await uow.get(User, link.user_id, lock=True)
        link.used_at, user.password_hash = uow.clock.now(), nobody_knows
        await _move_to(uow, user, str(link.details["email"]))
        await drop_sessions(uow, user.id)
        await distrust_all(uow, user.id)
        await drop_factors_since(uow, user.id, link.created_at)
        await drop_logins_since(uow, user.id, link.created_at)
        await spend_links(uow, user.id, *LinkPurpose)
        reset = await new_link(rt, uow, user.id, LinkPurpose.reset)
        uow.audit(Verb.address_restored, user.id)
    return link_token(rt, reset)


async def _move_to(uow: UnitOfWork, user: User, email: str) -> None:
    """Give an account an address, unless another one took it meanwhile: LinkGone."""
    user.email, user.verified_at = email, user.verified_at or uow.clock.now()
    try:
        async with uow.session.begin_nested():
            await uow.session.flush()
    except IntegrityError:
        raise LinkGone from None
