"""Links sent by mail: written down, derived, followed once."""

import base64
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import EmailLink, User
from bilten_app.domains.identity.public import (
    LinkGone,
    LinkPurpose,
    UserId,
    Verb,
    VerificationAsked,
)
from bilten_app.domains.identity.rules import LASTS
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id, token_hash

TEN_MINUTES = 600
_LINK_BYTES = 24


async def ask_verification(rt: Runtime, actor: Actor) -> None:
    """Send another link to the signed-in user; no mail goes to who has proven their address."""
    user_id = actor.require_user()
    await rt.gateways.limits.hit("verification", str(user_id), limit=3, per_s=TEN_MINUTES)
    async with rt.unit_of_work(actor) as uow:
        user = await uow.get(User, user_id)
        if user.verified_at is None:
            await send_verification(rt, uow, user_id)


async def send_verification(rt: Runtime, uow: UnitOfWork, user_id: UUID) -> None:
    """Let another link to prove the address be mailed."""
    link_id = await new_link(
        rt, uow, user_id, LinkPurpose.verify, details={"visitor": uow.actor.visitor}
    )
    uow.record(VerificationAsked(user_id, link_id))


def link_token(rt: Runtime, link_id: UUID) -> str:
    """Return the secret part of a mailed link. It is derived each time and stored nowhere."""
    secret = rt.vault.derive("identity/link", link_id.bytes)[:_LINK_BYTES]
    return base64.urlsafe_b64encode(secret).decode()


async def verify(uow: UnitOfWork, *, token: str) -> UserId:
    """Accept a mailed link as the proof of an address.

    Following the link again is harmless while the address it proved stays proven.
    Raises LinkGone.
    """
    link = await found_link(uow, token, LinkPurpose.verify, is_spent=True)
    user = await uow.get(User, link.user_id, lock=True)
    if link.used_at is None:
        link.used_at = uow.clock.now()
    elif user.verified_at is None:
        raise LinkGone
    if user.verified_at is None:
        user.verified_at = uow.clock.now()
        uow.audit(Verb.verified, user.id)
    return UserId(user.id)


async def found_link(
    uow: UnitOfWork, token: str, purpose: LinkPurpose, *, is_spent: bool = False
) -> EmailLink:
    """Return a link to be followed, locked; one that was used only where that `is_spent`.

    Raises LinkGone.
    """
    chosen = (
        select(EmailLink)
        .where(
            col(EmailLink.token_hash) == token_hash(token),
            col(EmailLink.purpose) == purpose.value,
            col(EmailLink.expires_at) > uow.clock.now(),
        )
        .with_for_update()
    )
    link = (await uow.session.execute(chosen)).scalar_one_or_none()
    if link is None or (link.used_at is not None and not is_spent):
        raise LinkGone
    return link


async def new_link(
    rt: Runtime,
    uow: UnitOfWork,
    user_id: UUID,
    purpose: LinkPurpose,
    *,
    details: dict[str, str | None] | None = None,
    link_id: UUID | None = None,
) -> UUID:
    """Write down a link; return its id, which names it in facts. The same id makes one link."""
    now, link_id = uow.clock.now(), link_id or new_id()
    row = {
        "id": link_id,
        "user_id": user_id,
        "purpose": purpose.value,
        "details": details or {},
        "token_hash": token_hash(link_token(rt, link_id)),
        "created_at": now,
        "expires_at": now + LASTS[purpose],
    }
    await uow.session.execute(insert(EmailLink).values(row).on_conflict_do_nothing())
    return link_id


async def spend_links(uow: UnitOfWork, user_id: UUID, *purposes: LinkPurpose) -> None:
    """Let no earlier link of these purposes work any more."""
    await uow.session.execute(
        update(EmailLink)
        .where(
            col(EmailLink.user_id) == user_id,
            col(EmailLink.purpose).in_([one.value for one in purposes]),
            col(EmailLink.used_at).is_(None),
        )
        .values(used_at=uow.clock.now())
    )
