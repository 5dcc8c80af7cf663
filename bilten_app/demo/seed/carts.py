"""Who bought what and when, before the demo begins. Pure: the same town has the same orders."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from random import Random  # noqa: TID251 - the demo must come out the same at every run

from bilten_app.demo.accounts import FAN
from bilten_app.demo.content import Event, Person, people
from bilten_app.demo.seed.town import Town, chance, sold

FAN_GOES_TO = frozenset(
    {
        "dumpling-parliament", "low-ceiling", "nuit-du-film-muet", "light-machines",
        "glasshouse-sessions-dark", "zeitumstellung", "the-salt-letters",
    }
)  # fmt: skip
THE_FAN = Person(FAN.name, FAN.email, "en")
QUANTITIES = (1, 2, 2, 2, 3, 4, 5)
REGULARS = 0.2
GIVEN_BACK = 0.04
CLOSED = timedelta(days=1)
LATEST = timedelta(minutes=4)
LOCALES = frozenset({"en", "de", "fr", "es", "it", "ar"})


@dataclass(frozen=True, slots=True)
class Cart:
    """A paid order; `lines` counts tickets by the position of their type."""

    at: datetime
    buyer: Person
    lines: Mapping[int, int]
    gateway_ref: str
    is_given_back: bool = False

    @property
    def locale(self) -> str:
        """The language of the buyer's mails."""
        return self.buyer.language if self.buyer.language in LOCALES else "en"

    @property
    def is_the_fans(self) -> bool:
        """Whether the account of the demo's fan bought it."""
        return self.buyer is THE_FAN


def called_off(town: Town) -> datetime:
    """When the cancelled event was cancelled."""
    return town.base - timedelta(hours=30)


def closing(town: Town, event: Event) -> datetime:
    """When the last order was taken: a moment ago, as the event began, or as it was called off."""
    end = called_off(town) if event.stage == "cancelled" else town.base
    return min(end, town.starts(event)) - LATEST


def carts(town: Town) -> dict[str, list[Cart]]:
    """The orders of each event, by its slug, the earliest first."""
    crowd = _crowd(chance("buyers"))
    return {event.slug: _of_event(town, event, crowd) for event in town.events}


def _of_event(town: Town, event: Event, crowd: Iterator[Person]) -> list[Cart]:
    rng = chance("carts", event.slug)
    lines = list(_lines(event, rng))
    moments = sorted(_moment(town, event, rng) for _ in lines)
    made = [
        Cart(at, next(crowd), chosen, _ref(event, number))
        for number, (at, chosen) in enumerate(zip(moments, lines, strict=True))
    ]
    if event.slug in FAN_GOES_TO and made:
        mine = _for_the_fan(event, made)
        made[mine] = replace(made[mine], buyer=THE_FAN)
    return [
        replace(cart, is_given_back=_is_given_back(town, event, cart, rng.random()))
        for cart in made
    ]


def _lines(event: Event, rng: Random) -> Iterator[dict[int, int]]:
    """Carts until each type has sold what it should, to the last ticket."""
    left = {position: sold(ticket) for position, ticket in enumerate(event.tickets)}
    while open_ := [position for position, count in left.items() if count]:
        first = rng.choices(open_, [left[position] for position in open_])[0]
        chosen = [first]
        if len(open_) > 1 and rng.random() < 0.25:
            chosen.append(rng.choice([position for position in open_ if position != first]))
        cart: dict[int, int] = {}
        for position in chosen:
            most = min(left[position], event.tickets[position].per_order)
            cart[position] = min(rng.choice(QUANTITIES), most)
            left[position] -= cart[position]
        yield cart


def _moment(town: Town, event: Event, rng: Random) -> datetime:
    """A burst when the sale opens, then a steady stream that swells towards the end; by day."""
    opened, closed = town.published(event), closing(town, event)
    part = rng.betavariate(1, 12) if rng.random() < 0.28 else rng.betavariate(1.7, 1.05)
    day = (opened + (closed - opened) * part).astimezone(town.starts(event).tzinfo)
    hour = rng.triangular(7.5, 23.9, 19.5)
    wished = day.replace(hour=int(hour), minute=int(hour % 1 * 60), second=rng.randrange(60))
    is_inside = opened < wished < closed
    return (wished if is_inside else max(day, opened + LATEST)).replace(microsecond=0)


def _for_the_fan(event: Event, made: list[Cart]) -> int:
    """An order in the middle, of a rotating type where there is one."""
    rotating = {at for at, ticket in enumerate(event.tickets) if ticket.rotating}
    fit = [n for n, cart in enumerate(made) if not rotating or rotating & set(cart.lines)]
    return fit[len(fit) // 2]


def _is_given_back(town: Town, event: Event, cart: Cart, luck: float) -> bool:
    """Whether the organizer took an order back; what is sold out stays sold out."""
    is_scarce = any(event.tickets[position].sold >= 1 for position in cart.lines)
    is_old = cart.at < closing(town, event) - CLOSED
    is_fit = is_old and not is_scarce and not cart.is_the_fans and event.stage == "published"
    return is_fit and luck < GIVEN_BACK


def _ref(event: Event, number: int) -> str:
    return f"cs_{hashlib.sha256(f'{event.slug}/{number}'.encode()).hexdigest()[:24]}"


def _crowd(rng: Random) -> Iterator[Person]:
    """New faces, and now and then somebody who has been seen before."""
    new, known = people(rng), list[Person]()
    for _ in repeat(None):
        if known and rng.random() < REGULARS:
            yield rng.choice(known)
        else:
            known.append(next(new))
            yield known[-1]
