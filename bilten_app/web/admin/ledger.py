"""The ledger: every entry with its postings, found by kind, order code or reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import EntryKind, EntrySearch, EntryView, Posting
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import normal_code, shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.admin.membership import ADMIN, first_place
from bilten_app.web.admin.shared import account_words, entry_words
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Side:
    """A posting as it is shown; one of the amounts is empty."""

    account: str
    debit: str
    credit: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list."""

    id: str
    kind: str
    at: str
    memo: str
    reference: str
    organizer: str
    sides: list[Side]


class LedgerState(rx.State):
    """One page of entries."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names; who does not see money goes to their own work."""
        if not actor.may_staff(StaffPermission.money_read):
            return rx.redirect(first_place(actor), replace=True)
        asked = Asked.of(self, ADMIN)
        kind = asked.chosen("kind", among=list(EntryKind))
        async with rt.read() as session:
            page = await ledger.search(session, _wanted(asked.q, kind), cursor=asked.cursor)
            known = await organizers.by_ids(session, {one.owner_id for one in page.rows})
        names = {organizer_id: view.name for organizer_id, view in known.items()}
        self.rows = [_row(one, names, visit.locale) for one in page.rows]
        every = Choice("", say(msgid("All"), visit.locale))
        kinds = [Choice(one.value, entry_words(one, visit.locale)) for one in EntryKind]
        self.listing = asked.listing(
            filters=[Filter("kind", say(msgid("What"), visit.locale), [every, *kinds], kind)],
            following=page.next_cursor,
        )
        self.loaded = True
        return None


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Entry"), lambda item: named(item.kind, item.id), place="lead"),
        Column(t("Accounts"), _sides),
        Column(t("Organizer"), lambda item: item.organizer),
        Column(t("Reference"), lambda item: named(item.memo, item.reference)),
        Column(t("When"), lambda item: when(item.at)),
    ]
    nothing = empty(t("Nothing was posted yet"), t("Each movement of money is an entry here."),
                    name="list")  # fmt: skip
    return rx.el.div(
        rx.el.h1(t("Ledger"), class_name="text-title"),
        listing(
            LedgerState, t("Ledger"), columns, nothing=nothing,
            placeholder=t("Order code or reference"),
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _sides(item: Any) -> rx.Component:
    def line(one: Any) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one.account, class_name="min-w-0 truncate text-muted"),
            rx.el.dd(
                one.debit,
                rx.cond(one.credit, rx.fragment("\N{MINUS SIGN}", one.credit)),
                class_name="tabular whitespace-nowrap",
            ),
            class_name="flex justify-between gap-4",
        )

    return rx.el.dl(
        rx.foreach(item.sides, line),
        class_name="flex min-w-56 flex-col gap-1 text-sm max-sm:flex-1",
    )


def _wanted(typed: str, kind: str) -> EntrySearch:
    """Return what is looked for: a reference when it is a UUID, else an order's code."""
    chosen = EntryKind(kind) if kind else None
    try:
        return EntrySearch(chosen, reference=UUID(typed))
    except ValueError:
        return EntrySearch(chosen, memo=normal_code(typed))


def _row(one: EntryView, names: Mapping[Any, str], locale: str) -> Row:
    return Row(
        id=str(one.id),
        kind=entry_words(one.kind, locale),
        at=one.at.isoformat(),
        memo=(shown_code(one.memo) if one.kind.is_of_order else one.memo) or one.reference_kind,
        reference=str(one.reference),
        organizer=names.get(one.owner_id, "\N{EN DASH}"),
        sides=[_side(posting, locale) for posting in one.postings],
    )


def _side(posting: Posting, locale: str) -> Side:
    account, shown = posting.account, price(Money(abs(posting.minor), posting.account.currency))
    is_debit = posting.minor > 0
    return Side(
        account_words(account, locale), shown if is_debit else "", "" if is_debit else shown
    )
