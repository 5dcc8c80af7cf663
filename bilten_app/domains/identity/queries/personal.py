"""What an account is to the person who has it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.personal import Person


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return an account, where it is signed in, and by what."""
    return await told_rows(session, _ASKED, person)


_ASKED = {
    "account": "SELECT email, name, locale, time_zone, currency, created_at, verified_at FROM users"
    " WHERE id = :user",
    "sessions": "SELECT agent, place, created_at, seen_at FROM sessions WHERE user_id = :user"
    " AND acted_by IS NULL ORDER BY id",
    "browsers": "SELECT agent, place, created_at, seen_at, trusted_until FROM user_devices"
    " WHERE user_id = :user ORDER BY id",
    "passkeys": "SELECT name, created_at, used_at FROM passkeys WHERE user_id = :user ORDER BY id",
    "second_steps": "SELECT kind, created_at, confirmed_at FROM factors WHERE user_id = :user"
    " ORDER BY id",
    "other_ways_to_sign_in": "SELECT provider, email, CASE WHEN provider = 'wallet'"
    " THEN subject END AS wallet, created_at, used_at FROM logins"
    " WHERE user_id = :user ORDER BY id",
}
