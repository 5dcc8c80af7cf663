"""Letters to those who are asked into a team."""

from uuid import UUID

from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken, Topic
from bilten_app.domains.messaging.service.lists import Mail
from bilten_app.domains.messaging.service.tell import deliver, notice
from bilten_app.domains.messaging.templates import team as team_letters
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.organizers import service as teams
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.text import DEFAULT_LOCALE


async def invited(rt: Runtime, *, invitation_id: str, sends: int, **_: object) -> None:
    """Mail an invitation. Reaction; harmless twice: one delivery for each time it is sent."""
    async with rt.read() as session:
        found = await organizers.invitation(session, UUID(invitation_id))
    details = {"invitation_id": invitation_id, "sends": sends}
    subject = f"{invitation_id}:{sends}"
    async with rt.unit_of_work() as uow:
        await deliver(uow, [notice(Topic.invited, subject, found.email, DEFAULT_LOCALE, details)])


async def write_invited(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter with the link that was asked for last. Raises Overtaken."""
    async with rt.read() as session:
        found = await organizers.invitation(session, UUID(delivery.details["invitation_id"]))
        organizer = await organizers.by_id(session, found.organizer_id)
    sends = int(delivery.details["sends"])
    if not found.is_open or found.sends != sends:
        raise Overtaken
    token = teams.invitation_token(rt, found.id, sends)
    letter = team_letters.invited(
        organizer=organizer.name,
        sent_by=found.sent_by,
        url=f"{rt.settings.origin}/invitation/{token}",
        locale=delivery.locale,
    )
    return letter, ()
