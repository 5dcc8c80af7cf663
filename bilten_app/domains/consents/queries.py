"""What somebody agreed to, what is still to be asked, and who may be written to."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.consents.models import ConsentLine
from bilten_app.domains.consents.public import (
    REQUIRED,
    TEXTS,
    AnswerView,
    ConsentKind,
    Source,
    Whose,
)
from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.personal import Person


async def answers(session: AsyncSession, whose: Whose) -> Sequence[AnswerView]:
    """Return the latest answer of somebody to each thing they were asked."""
    chosen = (
        select(ConsentLine)
        .where(lines_of(whose))
        .ext(distinct_on(col(ConsentLine.kind), col(ConsentLine.organizer_id)))
        .order_by(col(ConsentLine.kind), col(ConsentLine.organizer_id), col(ConsentLine.id).desc())
    )
    return [_view(row) for row in (await session.execute(chosen)).scalars()]


async def mine(session: AsyncSession, actor: Actor) -> Sequence[AnswerView]:
    """Return one's own answers: those of the account, and of its address once that is proven."""
    return await answers(session, own(actor))


async def missing(session: AsyncSession, actor: Actor) -> frozenset[ConsentKind]:
    """Return what somebody has to agree to, as it is now, and did not yet."""
    chosen = select(col(ConsentLine.kind), col(ConsentLine.version)).where(
        col(ConsentLine.user_id) == actor.require_user(), col(ConsentLine.given)
    )
    agreed = {(kind, version) for kind, version in await session.execute(chosen)}
    return frozenset(kind for kind in REQUIRED if (kind, TEXTS[kind].version) not in agreed)


async def may_write(
    session: AsyncSession, scope: OrganizerScope, emails: Collection[str]
) -> frozenset[str]:
    """Return those addresses, in small letters, that agreed to get news of this organizer."""
    asked = {email.lower() for email in emails if email}
    chosen = (
        select(col(ConsentLine.email), col(ConsentLine.given))
        .where(
            col(ConsentLine.organizer_id) == scope,
            col(ConsentLine.kind) == ConsentKind.organizer_news.value,
            col(ConsentLine.email).in_(asked),
        )
        .ext(distinct_on(col(ConsentLine.email)))
        .order_by(col(ConsentLine.email), col(ConsentLine.id).desc())
    )
    return frozenset(email for email, given in await session.execute(chosen) if given)


async def news_line(session: AsyncSession, *, organizer_id: UUID, email: str) -> UUID | None:
    """Return the line by which an address gets an organizer's news; None when it gets none."""
    for one in await answers(session, Whose(email)):
        if one.organizer_id == organizer_id and one.given:
            return one.id
    return None


async def organizer_of_line(session: AsyncSession, line_id: UUID) -> UUID | None:
    """Return whose news a line of the log is about."""
    line = await session.get(ConsentLine, line_id)
    return line.organizer_id if line else None


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return every answer of a person, the oldest first."""
    return await told_rows(session, _ASKED, person)


def own(actor: Actor) -> Whose:
    """Return whose answers are an actor's own."""
    return Whose(actor.email if actor.verified else "", actor.require_user())


def lines_of(whose: Whose) -> ColumnElement[bool]:
    """Return the condition that a line is somebody's: of the account, or of the address."""
    of_address = and_(
        col(ConsentLine.email) == whose.email.strip().lower(), col(ConsentLine.email) != ""
    )
    if whose.user_id is None:
        return of_address
    return or_(col(ConsentLine.user_id) == whose.user_id, of_address)


def _view(row: ConsentLine) -> AnswerView:
    return AnswerView(
        id=row.id,
        kind=ConsentKind(row.kind),
        organizer_id=row.organizer_id,
        given=row.given,
        version=row.version,
        source=Source[row.source],
        at=row.at,
    )


_ASKED = {
    "answers": "SELECT c.kind, o.name AS organizer, c.given, c.version, c.source, c.place, c.at"
    " FROM consent_lines c LEFT JOIN organizers o ON o.id = c.organizer_id"
    " WHERE c.user_id = :user OR (c.email = :email AND c.email <> '') ORDER BY c.id",
}
