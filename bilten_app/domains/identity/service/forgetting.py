"""Erasing an account: what proves who somebody is, then who they are. The id stays."""

from bilten_app.infra.forgetting import in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Close an account for good and erase it. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values, now=uow.clock.now())


async def forget_old_links(rt: Runtime) -> None:
    """Delete links that ran out long ago. Scheduled; harmless when repeated."""
    before = rt.clock.now() - place("email_links").period
    await in_batches(rt, _OLD_LINKS, before=before)


_OF_A_PERSON = (
    "DELETE FROM sessions WHERE user_id = :user",
    "DELETE FROM user_devices WHERE user_id = :user",
    "DELETE FROM email_links WHERE user_id = :user",
    "DELETE FROM challenges WHERE user_id = :user",
    "DELETE FROM passkey_challenges WHERE user_id = :user",
    "DELETE FROM login_claims WHERE lower(email) = :email",
    "DELETE FROM login_rounds WHERE user_id = :user",
    "DELETE FROM logins WHERE user_id = :user",
    "DELETE FROM passkeys WHERE user_id = :user",
    "DELETE FROM recovery_codes WHERE user_id = :user",
    "DELETE FROM factors WHERE user_id = :user",
    "UPDATE users SET email = id || '@erased.invalid', name = '', password_hash = '',"
    " locale = 'en', time_zone = '', currency = '', avatar_id = NULL, verified_at = NULL,"
    " suspended_for = '', staff_role = NULL, erased_at = :now"
    " WHERE id = :user AND erased_at IS NULL",
)
_OLD_LINKS = (
    "DELETE FROM email_links WHERE id IN"
    " (SELECT id FROM email_links WHERE expires_at < :before LIMIT :most)"
)
