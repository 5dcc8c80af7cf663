"""Where a person belongs."""

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.personal import Person


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return the teams a person is in, and those they were asked into."""
    return await told_rows(session, _ASKED, person)


_ASKED = {
    "teams": "SELECT o.name, m.role, m.since FROM members m JOIN organizers o"
    " ON o.id = m.organizer_id WHERE m.user_id = :user ORDER BY m.since",
    "invitations": "SELECT o.name, i.role, i.created_at, i.accepted_at FROM invitations i"
    " JOIN organizers o ON o.id = i.organizer_id WHERE lower(i.email) = :email ORDER BY i.id",
}
