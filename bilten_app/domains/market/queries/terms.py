"""On which terms tickets are sold on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.market.models import ResaleTerms
from bilten_app.domains.market.public import Split, Terms, TermsView
from bilten_app.domains.market.rules import split, terms_for
from bilten_app.kit.money import Money


@dataclass(frozen=True, slots=True)
class EventTerms:
    """The terms of all ticket types of an event."""

    rows: Mapping[UUID | None, Terms] = field(default_factory=dict[UUID | None, Terms])

    def of(self, ticket_type_id: UUID) -> Terms:
        """Return the terms of a ticket type."""
        return terms_for(self.rows, ticket_type_id)

    @property
    def any_on(self) -> bool:
        """Whether some tickets of the event may be sold on."""
        return any(one.is_on for one in self.rows.values())

    @property
    def views(self) -> Sequence[TermsView]:
        """All that was said, the event's own terms first."""
        named = sorted(self.rows.items(), key=lambda row: (row[0] is not None, str(row[0])))
        return [TermsView(type_id, terms) for type_id, terms in named]


async def event_terms(session: AsyncSession, event_id: UUID) -> EventTerms:
    """Return on which terms tickets of an event are sold on."""
    chosen = select(ResaleTerms).where(col(ResaleTerms.event_id) == event_id)
    rows = (await session.execute(chosen)).scalars()
    return EventTerms(
        {
            row.ticket_type_id: Terms(
                row.is_on, row.cap_basis_points, row.royalty_basis_points, row.hours
            )
            for row in rows
        }
    )


async def terms_of(session: AsyncSession, event_id: UUID, ticket_type_id: UUID) -> Terms:
    """Return on which terms tickets of a type are sold on."""
    return (await event_terms(session, event_id)).of(ticket_type_id)


def split_of(terms: Terms, price: Money, fee_basis_points: int) -> Split:
    """Return where a price goes under these terms."""
    return split(
        price, royalty_basis_points=terms.royalty_basis_points, fee_basis_points=fee_basis_points
    )
