"""Erasing a person from teams and invitations. An organization's last owner is not erased."""

from bilten_app.infra.forgetting import in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Take a person out of every team, and off every invitation. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values, now=uow.clock.now())


async def forget_old_invitations(rt: Runtime) -> None:
    """Erase the addresses of invitations that ended long ago. Scheduled; harmless when repeated."""
    before = rt.clock.now() - place("invitations").period
    await in_batches(rt, _OLD_INVITATIONS, before=before)


_OF_A_PERSON = (
    "DELETE FROM members WHERE user_id = :user",
    "UPDATE invitations SET email = '', revoked_at = CASE WHEN accepted_at IS NULL"
    " THEN coalesce(revoked_at, :now) END WHERE lower(email) = :email",
)
_OLD_INVITATIONS = (
    "UPDATE invitations SET email = '', revoked_at = CASE WHEN accepted_at IS NULL"
    " THEN coalesce(revoked_at, expires_at) END WHERE id IN"
    " (SELECT id FROM invitations WHERE expires_at < :before AND email <> '' LIMIT :most)"
)
