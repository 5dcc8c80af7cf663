"""The mail that brings a gift card."""

from bilten_app.domains.messaging.templates.letter import Brand, Letter, Link, Pair
from bilten_app.domains.organizers.public import OrganizerView
from bilten_app.domains.pricing.public.views import CardBalance
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import long_day, msgid, price, say

BALANCE_PAGE = "/gift-card"
NEW = msgid("{organizer} has a gift card of {amount} for you.")
REPLACED = msgid(
    "{amount} came back to a gift card of yours that had run out. This new one takes its place."
)


def gift_card(
    organizer: OrganizerView,
    card: CardBalance,
    code: str,
    origin: str,
    locale: str,
    *,
    replaces: bool,
) -> Letter:
    """Hand a gift card to its owner."""
    amount = price(card.balance, locale)
    first = say(REPLACED if replaces else NEW, locale, organizer=organizer.name, amount=amount)
    details = [Pair(say(msgid("Code"), locale), shown_code(code))]
    if card.expires_at:
        day = long_day(card.expires_at, "UTC", locale)
        details.append(Pair(say(msgid("Good until"), locale), day))
    return Letter(
        locale=locale,
        brand=Brand.of(organizer, origin),
        subject=say(msgid("Your gift card from {organizer}"), locale, organizer=organizer.name),
        preview=first,
        heading=say(msgid("A gift card of {amount}"), locale, amount=amount),
        paragraphs=(
            first,
            say(
                msgid("Type its code at the checkout of any event of {organizer}."),
                locale,
                organizer=organizer.name,
            ),
        ),
        details=tuple(details),
        action=Link(say(msgid("See what it holds"), locale), origin + BALANCE_PAGE),
        notes=(
            say(msgid("Keep this mail to yourself: whoever has the code has the money."), locale),
        ),
    )
