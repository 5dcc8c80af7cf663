"""Mails about tests: the team of the organization hears of them, and nobody else."""

from bilten_app.domains.messaging.public import KeptInside, Overtaken
from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime


async def keep_inside(rt: Runtime, letter: Letter, recipient: str) -> None:
    """Raise KeptInside when a letter about a test is for somebody who is not of the team.

    A test order can name any address: it is no way to write to strangers.
    """
    if letter.brand.sandbox is None:
        return
    async with rt.read() as session:
        if not await organizers.is_of_team(session, letter.brand.sandbox, recipient):
            raise KeptInside


def for_staff(story: OrderStory) -> OrderStory:
    """Return what staff, or members who mend it, hear of; Overtaken for a test: nothing is owed."""
    if story.organizer.is_test:
        raise Overtaken
    return story
