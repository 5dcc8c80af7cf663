"""The price on the tag of each ticket: demand's price, the tiers, the group price.

Equal items are one, and everything goes in one order (ticket type, price on the tag), so the order
of a cart means nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bilten_app.domains.pricing.public import GroupPrice, QuoteItem, StepKind, Tariff, TaxRate, Tier


@dataclass(slots=True)
class Noted:
    """What a rule did to one ticket, before equal ones become a step."""

    kind: StepKind
    minor: int
    params: dict[str, int | str]


@dataclass(slots=True)
class Ticket:
    """A ticket while it is priced."""

    ticket_type_id: UUID
    unit_minor: int
    tier_id: UUID | None = None
    is_chosen: bool = False
    discount_minor: int = 0
    fee_minor: int = 0
    platform_fee_minor: int = 0
    tax_minor: int = 0
    tax_added_minor: int = 0
    rate: TaxRate | None = None
    notes: list[Noted] = field(default_factory=list[Noted])

    @property
    def price_minor(self) -> int:
        """The price after discounts."""
        return self.unit_minor - self.discount_minor

    def note(self, kind: StepKind, minor: int, **params: int | str) -> None:
        """Remember why the price moved by `minor`."""
        self.notes.append(Noted(kind, minor, params))


def is_within(at: datetime, starts_at: datetime | None, ends_at: datetime | None) -> bool:
    """Whether `at` lies in a window: its start is inside, its end is not."""
    return (starts_at is None or starts_at <= at) and (ends_at is None or at < ends_at)


def tagged(items: Sequence[QuoteItem], tariff: Tariff, at: datetime) -> list[Ticket]:
    """Return a ticket for each piece, at the price on its tag, or at the one that was chosen."""
    counts: Counter[tuple[UUID, int, bool]] = Counter()
    for item in items:
        counts[item.ticket_type_id, item.unit_minor, item.chosen] += item.quantity
    sizes: Counter[UUID] = Counter()
    for (type_id, _, chosen), quantity in counts.items():
        sizes[type_id] += 0 if chosen else quantity
    places = {type_id: _places(tariff.tiers, type_id, at) for type_id in sizes}
    tickets: list[Ticket] = []
    for (type_id, unit, chosen), quantity in sorted(counts.items()):
        group = _group(tariff.groups, type_id, sizes[type_id])
        for _ in range(quantity):
            if chosen:
                tickets.append(_chosen(type_id, unit))
                continue
            tickets.append(ticket := _priced(type_id, unit, tariff.live.get(type_id)))
            _apply_tier(ticket, next(places[type_id], None))
            _apply_group(ticket, group)
    return tickets


def _chosen(type_id: UUID, unit: int) -> Ticket:
    ticket = Ticket(type_id, unit, is_chosen=True)
    ticket.note(StepKind.chosen, unit, unit_minor=unit)
    return ticket


def _priced(type_id: UUID, unit: int, live: int | None) -> Ticket:
    ticket = Ticket(type_id, unit)
    ticket.note(StepKind.price, unit, unit_minor=unit)
    if live is not None and live != unit:
        ticket.note(StepKind.live, live - unit, tag_minor=unit, unit_minor=live)
        ticket.unit_minor = live
    return ticket


def _places(tiers: Sequence[Tier], type_id: UUID, at: datetime) -> Iterator[Tier]:
    """Yield the tier of one ticket after the other, until the open tiers are used up."""
    for tier in tiers:
        if tier.ticket_type_id == type_id and is_within(at, tier.starts_at, tier.ends_at):
            if tier.left is None:
                while True:
                    yield tier
            for _ in range(tier.left):
                yield tier


def _apply_tier(ticket: Ticket, tier: Tier | None) -> None:
    if tier is None:
        return
    ticket.tier_id = tier.id
    tag, ticket.unit_minor = ticket.unit_minor, tier.price_minor
    ticket.note(
        StepKind.tier,
        tier.price_minor - tag,
        name=tier.name,
        unit_minor=tier.price_minor,
        tag_minor=tag,
    )


def _group(groups: Sequence[GroupPrice], type_id: UUID, size: int) -> GroupPrice | None:
    """Return the group price of the largest group that `size` makes."""
    reached = [g for g in groups if g.ticket_type_id == type_id and g.from_quantity <= size]
    return max(reached, key=lambda group: group.from_quantity, default=None)


def _apply_group(ticket: Ticket, group: GroupPrice | None) -> None:
    """Lower the tag to the group price; a tier that is cheaper stays."""
    if group is None or group.price_minor >= ticket.unit_minor:
        return
    ticket.note(
        StepKind.group,
        group.price_minor - ticket.unit_minor,
        from_quantity=group.from_quantity,
        unit_minor=group.price_minor,
    )
    ticket.unit_minor = group.price_minor
