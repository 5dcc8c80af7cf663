"""Ticket types and shared places as lines and as forms, and how a form becomes a draft."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.inventory.public import (
    Kind,
    OpenPrice,
    PoolView,
    TicketTypeDraft,
    TicketTypeView,
)
from bilten_app.kit.errors import Invalid
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, number, say, short_price
from bilten_app.web.amounts import read_amount, write_amount
from bilten_app.web.organizer.event_editor.forms import TicketForm

BAD_PRICE = msgid("Write an amount like 25 or 25.50.")
BAD_SUGGESTED = msgid("Write amounts with spaces between them, like 10 25 50.")
BAD_COUNT = msgid("Write how many of each ticket are in it, in whole numbers.")
KIND_WORDS = {
    Kind.admission: "",
    Kind.addon: msgid("Add-on"),
    Kind.bundle: msgid("Bundle"),
}
TOO_FULL = msgid(
    "{taken} are sold or held, more than the {wanted} you want. Nothing is cancelled; nothing more"
    " is sold until enough come back."
)


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """Something that may be chosen in a form: its field, its words, and what was chosen."""

    field: str
    words: str
    chosen: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class PoolRow:
    """Shared places, as a line and as a form."""

    id: str = ""
    name: str = ""
    capacity: int = 100
    sold: str = ""
    types: str = ""
    warning: str = ""
    seated: bool = False


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A ticket type, as a line and as a form."""

    id: str = ""
    kind: str = Kind.admission.value
    kind_words: str = ""
    name: str = ""
    note: str = ""
    price: str = ""
    amount: str = ""
    open_price: bool = False
    most: str = ""
    suggested: str = ""
    capacity: str = ""
    sold: str = ""
    drawn: str = ""
    warning: str = ""
    seated: bool = False
    max_per_order: int = 10
    max_per_person: str = ""
    most_each: int = 1
    paused: bool = False
    hidden: bool = False
    rotating: bool = False
    pools: tuple[ChoiceRow, ...] = ()
    parts: tuple[ChoiceRow, ...] = ()
    hosts: tuple[ChoiceRow, ...] = ()


def type_rows(
    types: Sequence[TicketTypeView],
    pools: Sequence[PoolView],
    currency: str,
    locale: str,
    seated: Collection[UUID] = (),
) -> tuple[TypeRow, ...]:
    """Return the ticket types of an event as its editor shows them; places of some are seats."""
    return tuple(_type_row(one, types, pools, currency, locale, seated) for one in types)


def new_row(kind: Kind, types: Iterable[TypeRow], pools: Iterable[PoolRow]) -> TypeRow:
    """Return the form of a ticket type that does not exist yet."""
    known = list(types)
    return TypeRow(
        kind=kind.value,
        capacity="" if kind is Kind.bundle else "100",
        pools=tuple(ChoiceRow(f"pool_{one.id}", one.name) for one in pools),
        parts=tuple(ChoiceRow(f"part_{t.id}", t.name) for t in known if t.kind != Kind.bundle),
        hosts=tuple(ChoiceRow(f"host_{t.id}", t.name) for t in known if t.kind != Kind.addon),
    )


def pool_rows(
    pools: Sequence[PoolView], locale: str, seated: Collection[UUID] = ()
) -> tuple[PoolRow, ...]:
    """Return the shared places of an event as its editor shows them."""
    return tuple(
        PoolRow(
            id=str(one.id), name=one.name, capacity=one.wanted,
            sold=f"{number(one.sold, locale)} / {number(one.wanted, locale)}",
            types=", ".join(one.types),
            warning=_too_full(one.sold + one.held, one.wanted, locale),
            seated=one.id in seated,
        )
        for one in pools
    )  # fmt: skip


def draft_of(form: TicketForm, kind: Kind, currency: str) -> TicketTypeDraft:
    """Return what a form says of a ticket type. Raises Invalid naming the field."""
    minor = read_amount(form.price, currency)
    if minor is None:
        raise Invalid({"price": BAD_PRICE})
    return TicketTypeDraft(
        name=form.name, note=form.note, price_minor=minor, kind=kind,
        open_price=_open_price(form, currency) if form.open_price else None,
        capacity=None if kind is Kind.bundle else form.capacity,
        max_per_order=form.max_per_order, max_per_person=form.max_per_person,
        most_each=form.most_each, paused=form.paused, hidden=form.hidden, rotating=form.rotating,
        shared=tuple(form.chosen("pool_")), goes_with=tuple(form.chosen("host_")),
        parts=_counts(form.chosen("part_")),
    )  # fmt: skip


def _open_price(form: TicketForm, currency: str) -> OpenPrice:
    """Return between what guests choose. Raises Invalid naming the field."""
    most = read_amount(form.most, currency) if form.most.strip() else None
    if form.most.strip() and most is None:
        raise Invalid({"most": BAD_PRICE})
    typed = [one for each in re.split(r"[\s;]+", form.suggested) if (one := each.strip(","))]
    suggested = [minor for one in typed if (minor := read_amount(one, currency)) is not None]
    if len(suggested) < len(typed):
        raise Invalid({"suggested": BAD_SUGGESTED})
    return OpenPrice(most, tuple(suggested))


def _price(one: TicketTypeView, currency: str, locale: str) -> str:
    """Return what a ticket costs, or from what on guests choose that."""
    least = short_price(Money(one.price_minor, currency), locale)
    if one.open_price:
        return say(msgid("Guests choose, from {price}"), locale, price=least)
    return least if one.price_minor else say(msgid("Free"), locale)


def _type_row(
    one: TicketTypeView,
    types: Sequence[TicketTypeView],
    pools: Sequence[PoolView],
    currency: str,
    locale: str,
    seated: Collection[UUID],
) -> TypeRow:
    shared = {pool.id for pool in pools}
    has_own = one.pool_id is not None and one.pool_id not in shared
    parts = {part.ticket_type_id: part.quantity for part in one.parts}
    words = KIND_WORDS[one.kind]
    opened = one.open_price or OpenPrice()
    return TypeRow(
        id=str(one.id),
        kind=one.kind.value,
        kind_words=say(words, locale) if words else "",
        name=one.name,
        note=one.note,
        price=_price(one, currency, locale),
        open_price=one.open_price is not None,
        most=write_amount(opened.most_minor, currency) if opened.most_minor is not None else "",
        suggested=" ".join(write_amount(minor, currency) for minor in opened.suggested),
        amount=write_amount(one.price_minor, currency),
        capacity=str(one.capacity) if has_own else "",
        sold=f"{number(one.sold, locale)} / {number(one.capacity, locale)}" if has_own else "",
        drawn=_drawn(one, types, pools),
        warning=_too_full(one.sold + one.held, one.capacity, locale) if has_own else "",
        seated=has_own and one.pool_id in seated,
        max_per_order=one.max_per_order,
        max_per_person=str(one.max_per_person or ""),
        most_each=one.most_each,
        paused=one.paused,
        hidden=one.hidden,
        rotating=one.rotating,
        pools=tuple(ChoiceRow(f"pool_{p.id}", p.name, p.id in one.pools) for p in pools),
        parts=tuple(
            ChoiceRow(f"part_{t.id}", t.name, count=str(parts.get(t.id, "")))
            for t in types
            if t.kind is not Kind.bundle and t.id != one.id
        ),
        hosts=tuple(
            ChoiceRow(f"host_{t.id}", t.name, t.id in one.goes_with)
            for t in types
            if t.kind is not Kind.addon
        ),
    )


def _drawn(one: TicketTypeView, types: Sequence[TicketTypeView], pools: Sequence[PoolView]) -> str:
    """Return what is in a bundle, what an add-on goes with, or which places are shared."""
    if one.kind is Kind.bundle:
        return ", ".join(
            f"{part.quantity} \N{MULTIPLICATION SIGN} {part.name}" for part in one.parts
        )
    named = [other.name for other in types if other.id in one.goes_with]
    return ", ".join(named or [pool.name for pool in pools if pool.id in one.pools])


def parts_words(one: TicketTypeView) -> str:
    """Return what is in a bundle, like `2 x Adult, 1 x Child`."""
    return ", ".join(f"{part.quantity} \N{MULTIPLICATION SIGN} {part.name}" for part in one.parts)


def _too_full(taken: int, wanted: int, locale: str) -> str:
    if taken <= wanted:
        return ""
    return say(TOO_FULL, locale, taken=number(taken, locale), wanted=number(wanted, locale))


def _counts(typed: dict[UUID, str]) -> dict[UUID, int]:
    if not all(count.isdecimal() for count in typed.values()):
        raise Invalid({"parts": BAD_COUNT})
    return {key: int(count) for key, count in typed.items() if int(count)}
