"""Links sent by mail: the proof of an address."""

import base64
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.identity.models import EmailLink, User
from bilten_app.domains.identity.public import (
    LinkGone,
    LinkPurpose,
    UserId,
    Verb,
    VerificationAsked,
)
from bilten_app.domains.identity.rules import LINK_LASTS
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
            link_id = new_link(rt, uow, user_id)
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
    chosen = (
        select(EmailLink)
        .where(
            col(EmailLink.token_hash) == token_hash(token),
            col(EmailLink.purpose) == LinkPurpose.verify.value,
            col(EmailLink.expires_at) > uow.clock.now(),
        )
        .with_for_update()
    )
    link = (await uow.session.execute(chosen)).scalar_one_or_none()
    if link is None:
        raise LinkGone
    user = await uow.get(User, link.user_id, lock=True)
    if link.used_at is None:
        link.used_at = uow.clock.now()
    elif user.verified_at is None:
        raise LinkGone
    if user.verified_at is None:
        user.verified_at = uow.clock.now()
        uow.audit(Verb.verified, user.id)
    return UserId(user.id)


def new_link(rt: Runtime, uow: UnitOfWork, user_id: UUID) -> UUID:
    """Write down a link to prove a user's address; return its id, which names it in facts."""
    now, link_id = uow.clock.now(), new_id()
    uow.add(
        EmailLink(
            id=link_id,
            user_id=user_id,
            purpose=LinkPurpose.verify.value,
            token_hash=token_hash(link_token(rt, link_id)),
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    return link_id
