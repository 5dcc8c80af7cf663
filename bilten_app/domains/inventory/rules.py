"""Whether a ticket type is on sale, whether it may be saved, and how full an event is. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bilten_app.domains.inventory.models import TicketType
from bilten_app.domains.inventory.public import (
    HIGHEST_MINOR,
    Kind,
    PriceFixed,
    PriceOutside,
    SaleState,
    TicketTypeDraft,
    TypePrice,
    UnknownTicketType,
)
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid

MAX_CAPACITY = 1_000_000
MAX_EACH, MAX_PARTS = 20, 20
NO_POOL = msgid("Say how many places there are, or choose shared places.")
NO_PARTS = msgid("Choose at least two tickets that make the bundle.")
TOO_MANY_PARTS = msgid("A bundle may have at most 20 tickets.")
ONLY_BUNDLES = msgid("Only a bundle is made of other tickets.")
BUNDLE_POOL = msgid("A bundle takes the places of its tickets.")
NO_HOST = msgid("Choose the tickets that this goes with.")
ONLY_ADDONS = msgid("Only an add-on goes with other tickets.")
MOST_SUGGESTED = 4
ONLY_SINGLE = msgid("A bundle has a price of its own.")
LOW_MOST = msgid("The most must not be below the least.")
MANY_SUGGESTED = msgid("Suggest at most four amounts.")
BAD_SUGGESTED = msgid("Each suggestion must be an amount that guests may choose.")
TOO_MANY_EACH = msgid("Between 1 and 20 may go with each ticket.")


def sale_state(ticket_type: TicketType, left: int, at: datetime) -> SaleState:
    """Return why the type can or cannot be bought at `at`; `take_holds` decides in the end."""
    if ticket_type.paused:
        return SaleState.paused
    if ticket_type.sale_opens_at and at < ticket_type.sale_opens_at:
        return SaleState.not_yet
    if ticket_type.sale_closes_at and at >= ticket_type.sale_closes_at:
        return SaleState.over
    return SaleState.on_sale if left else SaleState.sold_out


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left of a type, and of the shared pool it draws on."""

    kind: Kind
    left: int
    shared: UUID | None
    shared_left: int


def places_left(types: Sequence[Stock]) -> int:
    """Return how many people may still come: types that share places do not count them twice.

    Add-ons let nobody in; bundles are made of what is counted, unless nothing else is sold.
    """
    counted = [one for one in types if one.kind is Kind.admission]
    counted = counted or [one for one in types if one.kind is Kind.bundle]
    by_pool: dict[UUID | None, list[Stock]] = {}
    for one in counted:
        by_pool.setdefault(one.shared, []).append(one)
    alone = by_pool.pop(None, [])
    together = [
        min(sum(one.left for one in group), group[0].shared_left) for group in by_pool.values()
    ]
    return sum(one.left for one in alone) + sum(together)


def most_tickets(pools: Collection[tuple[frozenset[UUID], int]]) -> int:
    """Return how many tickets there can be at most, each counted once, however many pools it takes.

    `pools` are the ticket types that draw on each, and its places. It is exact where of two pools
    one has all the types of the other, or none; where they cross, it may be too many.
    """
    groups: dict[frozenset[UUID], int] = {}
    for types, places in sorted(pools, key=lambda pool: len(pool[0])):
        inside = [group for group in groups if group <= types]
        new = types.difference(*groups)
        most = places if new else min(places, sum(groups[group] for group in inside))
        if new or inside:
            for group in inside:
                del groups[group]
            groups[new.union(*inside)] = most
    return sum(groups.values())


def capacity_problem(capacity: int) -> dict[str, str]:
    """Return what is wrong with a number of places."""
    if 0 <= capacity <= MAX_CAPACITY:
        return {}
    return {"capacity": msgid("The number of places must be between 0 and 1,000,000.")}


def check_chosen(types: Mapping[UUID, TypePrice], chosen: Mapping[UUID, int]) -> None:
    """Raise PriceFixed or PriceOutside for a price that a buyer may not choose."""
    for type_id, minor in chosen.items():
        if type_id not in types:
            raise UnknownTicketType(ticket_type_id=str(type_id))
        tag = types[type_id]
        if tag.open_price is None:
            raise PriceFixed(ticket_type_id=str(type_id))
        if not tag.open_price.takes(minor, least=tag.price_minor):
            raise PriceOutside(ticket_type_id=str(type_id))


def check_draft(draft: TicketTypeDraft) -> None:
    """Raise Invalid for what is wrong with a draft by itself, field by field."""
    problems = capacity_problem(draft.capacity or 0) | _drawn(draft)
    if not draft.name.strip() or len(draft.name) > 120:
        problems["name"] = msgid("Give the ticket a name of at most 120 characters.")
    if not 0 <= draft.price_minor <= HIGHEST_MINOR:
        problems["price"] = msgid("The price must be zero or more.")
    if not 1 <= draft.max_per_order <= 100:
        problems["max_per_order"] = msgid("One order may have between 1 and 100 of them.")
    if draft.max_per_person is not None and not 1 <= draft.max_per_person <= 1000:
        problems["max_per_person"] = msgid("One person may have between 1 and 1000 of them.")
    problems |= _opened(draft)
    opens, closes = draft.sale_opens_at, draft.sale_closes_at
    if opens and closes and closes <= opens:
        problems["sale_closes_at"] = msgid("The sale must close after it opens.")
    if problems:
        raise Invalid(problems)


def check_relations(draft: TicketTypeDraft, kinds: Mapping[UUID, Kind]) -> None:
    """Raise Invalid when a bundle is made of bundles, or an add-on goes with add-ons."""
    problems: dict[str, str] = {}
    if any(kinds[part] is Kind.bundle for part in draft.parts):
        problems["parts"] = msgid("A bundle cannot be made of bundles.")
    if any(kinds[host] is Kind.addon for host in draft.goes_with):
        problems["goes_with"] = msgid("An add-on goes with tickets, not with another add-on.")
    if problems:
        raise Invalid(problems)


def _opened(draft: TicketTypeDraft) -> dict[str, str]:
    """Return what is wrong with a price that buyers choose."""
    opened = draft.open_price
    if opened is None:
        return {}
    most = opened.most_minor
    reasons = {
        ("open_price", ONLY_SINGLE): draft.kind is Kind.bundle,
        ("most", LOW_MOST): most is not None and not draft.price_minor <= most <= HIGHEST_MINOR,
        ("suggested", MANY_SUGGESTED): len(opened.suggested) > MOST_SUGGESTED,
        ("suggested", BAD_SUGGESTED): not all(
            opened.takes(one, least=draft.price_minor) and 0 <= one <= HIGHEST_MINOR
            for one in opened.suggested
        ),
    }
    return {field: reason for (field, reason), holds in reasons.items() if holds}


def _drawn(draft: TicketTypeDraft) -> dict[str, str]:
    """Return what is wrong with where the places of a draft come from, by its kind."""
    has_pool = draft.capacity is not None or bool(draft.shared)
    is_bundle, is_addon = draft.kind is Kind.bundle, draft.kind is Kind.addon
    tickets = sum(draft.parts.values())
    reasons = {
        ("parts", NO_PARTS): is_bundle and (tickets < 2 or min(draft.parts.values()) < 1),
        ("parts", TOO_MANY_PARTS): tickets > MAX_PARTS,
        ("parts", ONLY_BUNDLES): bool(draft.parts) and not is_bundle,
        ("capacity", NO_POOL): not is_bundle and not has_pool,
        ("capacity", BUNDLE_POOL): is_bundle and has_pool,
        ("goes_with", NO_HOST): is_addon and not draft.goes_with,
        ("goes_with", ONLY_ADDONS): bool(draft.goes_with) and not is_addon,
        ("most_each", TOO_MANY_EACH): not 1 <= draft.most_each <= MAX_EACH,
    }
    return {field: reason for (field, reason), holds in reasons.items() if holds}
