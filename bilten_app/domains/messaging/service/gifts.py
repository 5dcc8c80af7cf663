"""Gift cards to those who own them. The code is made where the letter is written, only there."""

from uuid import UUID

from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken, Topic
from bilten_app.domains.messaging.service.tell import deliver, notice, tell_buyer
from bilten_app.domains.messaging.templates import gifts as letters
from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.pricing import queries as cards
from bilten_app.domains.pricing import service as pricing
from bilten_app.infra.runtime import Runtime


async def gift_card(rt: Runtime, *, purse_id: str, email: str, locale: str, **_: object) -> None:
    """Mail a new gift card to its owner. Reaction; harmless twice: one delivery per card."""
    async with rt.unit_of_work() as uow:
        await deliver(uow, [notice(Topic.gift_card, purse_id, email, locale, {})])


async def gift_card_replaced(rt: Runtime, *, purse_id: str, order_id: str, **_: object) -> None:
    """Mail the card that replaces one. Reaction; harmless twice: one delivery per card."""
    await tell_buyer(rt, Topic.gift_card, order_id, {"replaces": True}, subject=purse_id)


async def gift_card_letter(rt: Runtime, delivery: Delivery) -> Letter:
    """Return the letter with a card's code; a card that was stopped meanwhile is not sent."""
    purse_id = UUID(delivery.subject)
    async with rt.read() as session:
        card = await cards.card(session, purse_id)
        organizer = await organizers.by_id(session, card.organizer_id)
    if card.paused:
        raise Overtaken
    code = await pricing.mailed_code(rt, purse_id=purse_id)
    return letters.gift_card(
        organizer, card, code, rt.settings.origin, delivery.locale,
        replaces=bool(delivery.details.get("replaces")),
    )  # fmt: skip
