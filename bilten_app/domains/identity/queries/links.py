"""Links that were mailed, before somebody follows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import EmailLink, User
from bilten_app.domains.identity.public import LinkGone, LinkPurpose, LinkView
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash


async def mailed_link(
    session: AsyncSession, *, token: str, visitor: str | None, now: datetime
) -> LinkView:
    """Return what a link is good for, or raise LinkGone when it no longer works.

    `visitor` is the browser that looks: where it asked for the link itself, it need not show the
    password again.
    """
    chosen = (
        select(EmailLink, col(User.email))
        .join(User, col(User.id) == col(EmailLink.user_id))
        .where(
            col(EmailLink.token_hash) == token_hash(token),
            col(EmailLink.used_at).is_(None),
            col(EmailLink.expires_at) > now,
        )
    )
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise LinkGone
    link, email = row
    purpose = LinkPurpose(link.purpose)
    asked_by = link.details.get("visitor")
    return LinkView(
        purpose=purpose,
        email=link.details.get("email", email),
        needs_password=purpose is LinkPurpose.verify and (not visitor or asked_by != visitor),
    )


async def address_of_link(session: AsyncSession, link_id: UUID) -> str:
    """Return the address that a link is about, or raise NotFound."""
    link = await session.get(EmailLink, link_id)
    if link is None:
        raise NotFound
    return str(link.details["email"])
