"""The row of by whom a team signs in."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.organizers.models import TeamIssuer
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Role

LONGEST = 300


async def issuer_row(uow: UnitOfWork, scope: OrganizerScope) -> TeamIssuer | None:
    """Return by whom a team signs in, where that was said."""
    chosen = select(TeamIssuer).where(col(TeamIssuer.organizer_id) == scope)
    return (await uow.session.execute(chosen)).scalar_one_or_none()


def set_roles(
    row: TeamIssuer, *, claim: str, roles: Mapping[str, str], default_role: Role | None
) -> None:
    """Say what the provider's claims make of people."""
    row.role_claim = claim[:LONGEST]
    row.roles = "\n".join(f"{value} = {role}" for value, role in roles.items())
    row.default_role = default_role.value if default_role else None


def new_issuer(uow: UnitOfWork, scope: OrganizerScope) -> TeamIssuer:
    """Return a row for whoever it will be."""
    return TeamIssuer(
        id=new_id(), organizer_id=scope, issuer="", client_id="", secret_sealed=b"",
        created_at=uow.clock.now(),
    )  # fmt: skip
