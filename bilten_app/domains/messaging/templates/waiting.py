"""Mails about waiting lists."""

from dataclasses import dataclass

from bilten_app.domains.events.public import EventView
from bilten_app.domains.messaging.templates.letter import Brand, Letter, Link, Pair
from bilten_app.domains.organizers.public import OrganizerView
from bilten_app.domains.waiting.public import EntryView, OfferView
from bilten_app.kit.text import long_day, moment, msgid, number, say, say_many, zone_name


@dataclass(frozen=True, slots=True)
class ListStory:
    """An entry of a list and what belongs to it. Addresses are absolute."""

    entry: EntryView
    type_name: str
    event: EventView
    organizer: OrganizerView
    origin: str
    entry_url: str


def listed(story: ListStory) -> Letter:
    """Tell somebody that they wait, and how to leave."""
    entry, locale, event = story.entry, story.entry.locale, story.event.title
    return Letter(
        locale=locale,
        brand=_brand(story),
        subject=say(msgid("You are on the waiting list for {event}"), locale, event=event),
        preview=say(msgid("We write as soon as places come free for you."), locale),
        heading=say(msgid("You are on the list"), locale),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, when places come free, we offer them to you by mail. They are "
                    "then held for you for a while, and for nobody else."
                ),
                locale,
                name=entry.name,
            ),
            _split(entry),
        ),
        action=Link(say(msgid("See where you stand, or leave"), locale), story.entry_url),
        details=_details(story),
        notes=(_why(locale),),
    )


def offered(story: ListStory, offer: OfferView) -> Letter:
    """Offer places to somebody who waited."""
    entry, locale, event = story.entry, story.entry.locale, story.event.title
    zone = story.event.time_zone
    until = f"{moment(offer.expires_at, zone, locale)} {zone_name(offer.expires_at, zone)}"
    return Letter(
        locale=locale,
        brand=_brand(story),
        subject=say_many(
            msgid("A place came free: {event}"),
            msgid("{n} places came free: {event}"),
            offer.quantity,
            locale,
            event=event,
        ),
        preview=say(msgid("Held for you until {until}."), locale, until=until),
        heading=say_many(
            msgid("A place is yours, if you want it"),
            msgid("{n} places are yours, if you want them"),
            offer.quantity,
            locale,
        ),
        paragraphs=(
            say(
                msgid(
                    "Hello {name}, it is your turn. Take the offer until {until}: after that it "
                    "goes to the next in line."
                ),
                locale,
                name=entry.name,
                until=until,
            ),
        ),
        action=Link(say(msgid("Take the offer"), locale), story.entry_url),
        details=_details(story),
        notes=(_why(locale),),
    )


def _split(entry: EntryView) -> str:
    if entry.least == entry.quantity:
        return say(
            msgid("We offer all your places together, or none: your group is not split."),
            entry.locale,
        )
    sentence = msgid("You agreed to take fewer: at least {least} of {quantity}.")
    return say(sentence, entry.locale, least=entry.least, quantity=entry.quantity)


def _details(story: ListStory) -> tuple[Pair, ...]:
    event, locale = story.event, story.entry.locale
    wanted = f"{number(story.entry.quantity, locale)} \N{MULTIPLICATION SIGN} {story.type_name}"
    return (
        Pair(say(msgid("Event"), locale), event.title),
        Pair(say(msgid("Date"), locale), long_day(event.starts_at, event.time_zone, locale)),
        Pair(say(msgid("Waiting for"), locale), wanted),
    )


def _brand(story: ListStory) -> Brand:
    return Brand.of(story.organizer, story.origin)


def _why(locale: str) -> str:
    return say(
        msgid(
            "You did not join this list? Then leave it with the link above, and you hear no more."
        ),
        locale,
    )
