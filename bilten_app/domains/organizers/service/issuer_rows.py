"""The row of by whom a team signs in."""

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.organizers.models import TeamIssuer
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.ids import new_id


async def issuer_row(uow: UnitOfWork, scope: OrganizerScope) -> TeamIssuer | None:
    """Return by whom a team signs in, where that was said."""
    chosen = select(TeamIssuer).where(col(TeamIssuer.organizer_id) == scope)
    return (await uow.session.execute(chosen)).scalar_one_or_none()


def new_issuer(uow: UnitOfWork, scope: OrganizerScope) -> TeamIssuer:
    """Return a row for whoever it will be."""
    return TeamIssuer(
        id=new_id(), organizer_id=scope, issuer="", client_id="", secret_sealed=b"",
        created_at=uow.clock.now(),
    )  # fmt: skip
