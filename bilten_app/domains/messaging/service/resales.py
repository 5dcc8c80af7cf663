"""Who sells a ticket on is told that it is sold, that it no longer is for sale, that they are paid.

The order it came from may be somebody else's, so nothing in these mails leads to it.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from bilten_app.domains.market import queries as market
from bilten_app.domains.market.public import SoldListing
from bilten_app.domains.messaging import queries
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken, Topic
from bilten_app.domains.messaging.service.lists import Mail
from bilten_app.domains.messaging.service.tell import deliver, notice
from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.orders import queries as orders
from bilten_app.infra.runtime import Runtime


async def resold(rt: Runtime, *, listing_id: str, **_: object) -> None:
    """Mail a seller that their ticket is sold. Reaction; harmless twice: one for each listing."""
    await _tell(rt, Topic.resold, listing_id)


async def listing_ended(rt: Runtime, *, listing_id: str, **_: object) -> None:
    """Mail a seller that their ticket is not for sale any more. Reaction; harmless twice."""
    await _tell(rt, Topic.listing_ended, listing_id)


async def seller_paid(rt: Runtime, *, listing_id: str, **_: object) -> None:
    """Mail a seller that the credit is theirs. Reaction; harmless twice: one for each listing."""
    await _tell(rt, Topic.seller_paid, listing_id)


def resale_writer(
    draw: Callable[[OrderStory, SoldListing, str], Letter],
) -> Callable[[Runtime, Delivery], Awaitable[Mail]]:
    """Return what writes a letter about a listing."""

    async def write(rt: Runtime, delivery: Delivery) -> Mail:
        async with rt.read() as session:
            listing = await market.told(session, UUID(delivery.subject))
            if listing.seller_email != delivery.recipient:
                raise Overtaken
            story = await queries.story(
                session, rt.vault, origin=rt.settings.origin, order_id=listing.seller_order_id
            )
        return draw(story, listing, delivery.locale), ()

    return write


async def _tell(rt: Runtime, topic: Topic, listing_id: str) -> None:
    async with rt.read() as session:
        listing = await market.told(session, UUID(listing_id))
        locale = (await orders.order(session, listing.seller_order_id)).locale
    async with rt.unit_of_work() as uow:
        await deliver(uow, [notice(topic, listing_id, listing.seller_email, locale, {})])
