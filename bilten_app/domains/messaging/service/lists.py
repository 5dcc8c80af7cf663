"""Letters to those who wait on a list. What stopped being true is not said."""

from uuid import UUID

from bilten_app.domains.messaging import queries
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken
from bilten_app.domains.messaging.templates import waiting as list_letters
from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.messaging.templates.waiting import ListStory
from bilten_app.domains.waiting.public import EntryState, OfferState
from bilten_app.infra.runtime import Runtime
from bilten_app.ports.messages import Attachment

type Mail = tuple[Letter, tuple[Attachment, ...]]


async def write_listed(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter that says that somebody waits. Raises Overtaken."""
    story = await _list_story(rt, delivery)
    if story.entry.state not in {EntryState.waiting, EntryState.offered}:
        raise Overtaken
    return list_letters.listed(story), ()


async def write_offered(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter with an offer that is open. Raises Overtaken."""
    story = await _list_story(rt, delivery)
    offer = story.entry.offer
    if offer is None or str(offer.id) != delivery.subject or offer.state is not OfferState.open:
        raise Overtaken
    return list_letters.offered(story, offer), ()


async def _list_story(rt: Runtime, delivery: Delivery) -> ListStory:
    entry_id = UUID(delivery.details["entry_id"])
    async with rt.read() as session:
        return await queries.list_story(
            session, rt.vault, origin=rt.settings.origin, entry_id=entry_id
        )
