"""What demo content is made of: plain frozen values."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bilten_app.demo.art.covers import Cover

type Category = Literal[
    "music", "theatre", "sports", "tech", "food", "arts", "family", "workshops", "nightlife", "film"
]
type Language = Literal["en", "de", "fr", "es", "it", "ar"]
type Stage = Literal["draft", "published", "cancelled"]

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organizer:
    """An organization; `brand` is a colour code, `motif` names its mark in `art.MOTIFS`."""

    slug: str
    name: str
    line: str
    about: str
    brand: str
    motif: str
    city: str
    country: str
    currency: str

    @property
    def email(self) -> str:
        """Where its visitors may write."""
        return f"hello@{self.slug}.example"


@dataclass(frozen=True, slots=True)
class Venue:
    """A place with its address, its zone and what a wheelchair meets there."""

    slug: str
    name: str
    street: str
    city: str
    country: str
    zone: str
    lat: float
    lon: float
    places: int
    access: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketType:
    """A kind of ticket; `sold` is the fraction of `places` the demo sells before it opens."""

    name: str
    note: str = ""
    price_minor: int
    places: int
    per_order: int = 8
    rotating: bool = False
    sold: float = 0.0

    @property
    def sold_places(self) -> int:
        """How many places the demo sells."""
        return min(self.places, round(self.places * self.sold))


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What an event sells beside its tickets: a bundle of `parts` (their place → how many), or an
    add-on that goes with the tickets at `goes_with`, `places` of it. Where amounts are `suggested`,
    guests choose what they pay, `price_minor` or more."""

    name: str
    note: str = ""
    price_minor: int
    parts: tuple[tuple[int, int], ...] = ()
    goes_with: tuple[int, ...] = ()
    places: int = 0
    suggested: tuple[int, ...] = ()
    per_person: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A local moment, counted from the day the demo is planted.

    `weekday` moves it on to the next such day. `clock_change` ignores `days` and takes the eve of
    the next change of the clocks, so that the show runs across it.
    """

    days: int
    clock: str
    weekday: int | None = None
    clock_change: bool = False

    def local(self, base: datetime, zone: str) -> datetime:
        """The start in `zone`, for an aware `base`."""
        where = ZoneInfo(zone)
        today = base.astimezone(where).date()
        day = _eve_of_change(today, where) if self.clock_change else today + timedelta(self.days)
        if self.weekday is not None and not self.clock_change:
            day += timedelta((self.weekday - day.weekday()) % 7)
        return datetime.combine(day, time.fromisoformat(self.clock), where)


def _eve_of_change(today: date, where: ZoneInfo) -> date:
    for ahead in range(7, 380):
        day = today + timedelta(ahead)
        one, two = (
            datetime.combine(day + timedelta(k), time(12), where).utcoffset() for k in (0, 1)
        )
        if one != two:
            return day
    raise ValueError(f"{where.key} never changes its clocks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event with everything its page shows; organizer and venue by slug.

    Tickets of an event with `shared_places` take them together, beside their own. The first two
    types of one that is `seated` are seats of a theatre.
    """

    slug: str
    title: str
    summary: str
    about: tuple[str, ...]
    organizer: str
    venue: str
    category: Category
    when: When
    minutes: int
    cover: Cover
    currency: str
    tickets: tuple[TicketType, ...]
    extras: tuple[Extra, ...] = ()
    shared_places: str = ""
    seated: bool = False
    language: Language = "en"
    doors_minutes: int = 60
    ages: str = "All ages"
    tags: tuple[str, ...] = ()
    programme: tuple[tuple[str, str], ...] = field(default=())
    stage: Stage = "published"
    on_sale_in_days: int | None = None
    attended: float = 0.0
    featured: bool = False


def prose(text: str) -> tuple[str, ...]:
    """Paragraphs of a text that is wrapped and indented for its source file."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n"))


def ticket(
    name: str,
    price_minor: int,
    places: int,
    sold: float,
    note: str = "",
    *,
    per_order: int = 8,
    rotating: bool = False,
) -> TicketType:
    """A ticket type on one line."""
    return TicketType(
        name=name,
        note=note,
        price_minor=price_minor,
        places=places,
        per_order=per_order,
        rotating=rotating,
        sold=sold,
    )
