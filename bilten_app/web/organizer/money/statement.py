"""The statement: every change of what is owed, with what was left after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind, EntryKind, StatementLine
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import ORDERS, elsewhere, scope_of
from bilten_app.web.organizer.money.shared import (
    CURRENCY,
    STATEMENT,
    chosen_currency,
    currencies,
    downloads,
    file_addresses,
    head,
)
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import t, when

KIND = "kind"
KINDS: dict[EntryKind, tuple[str, Tone]] = {
    EntryKind.sale: (msgid("Sale"), "good"),
    EntryKind.refund: (msgid("Refund"), "warn"),
    EntryKind.payout_scheduled: (msgid("Payout"), "info"),
    EntryKind.payout_failed: (msgid("Payout that failed"), "bad"),
    EntryKind.payout_returned: (msgid("Payout that came back"), "bad"),
    EntryKind.reserve_held: (msgid("Held in reserve"), "info"),
    EntryKind.reserve_released: (msgid("Released from reserve"), "info"),
    EntryKind.dispute_lost: (msgid("Lost dispute"), "bad"),
    EntryKind.processing_fee: (msgid("Processing fee"), "info"),
    EntryKind.adjustment: (msgid("Correction"), "info"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the statement."""

    at: str
    kind: str
    tone: str
    memo: str
    href: str
    change: str
    balance: str


class StatementState(rx.State):
    """One page of a statement."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    listing: Listing = Listing()
    files: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names."""
        if away := await elsewhere(rt, actor, Permission.finances_read):
            return away
        asked = Asked.of(self, STATEMENT)
        scope = await scope_of(rt, actor, Permission.finances_read)
        known = await currencies(rt, scope)
        currency = chosen_currency(known, asked.chosen(CURRENCY))
        kind = asked.chosen(KIND, among=list(KINDS))
        async with rt.read() as session:
            page = await ledger.statement(
                session,
                Account(AccountKind.payable, currency, scope),
                kinds=[EntryKind(kind)] if kind else (),
                cursor=asked.cursor,
            )
        self.rows = [_row(one, visit.locale) for one in page.rows]
        self.listing = asked.listing(
            filters=_filters(known, currency, kind, visit.locale), following=page.next_cursor
        )
        self.files = file_addresses(STATEMENT, urlencode({CURRENCY: currency}))
        self.loaded = True
        return None


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("What"), lambda item: state_badge(item.kind, item.tone), place="mark"),
        Column(t("Reference"), _reference, place="lead"),
        Column(t("When"), lambda item: when(item.at)),
        Column(t("Change"), lambda item: item.change, side="end"),
        Column(t("Balance"), lambda item: item.balance, side="end"),
    ]
    nothing = empty(
        t("Nothing moved yet"), t("Each sale, refund and payout is a line here."), name="list"
    )
    return rx.el.div(
        head(t("Statement"), STATEMENT),
        listing(
            StatementState,
            t("Statement"),
            columns,
            nothing=nothing,
            above=downloads(StatementState.files, t("The whole statement")),
        ),
        class_name="flex flex-col gap-6",
    )


def _reference(item: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            item.href,
            named(item.memo, href=item.href),
            named(rx.cond(item.memo, item.memo, "\N{EN DASH}")),
        )
    )


def _filters(known: Sequence[str], currency: str, kind: str, locale: str) -> list[Filter]:
    kinds = [Choice(one.value, say(words, locale)) for one, (words, _) in KINDS.items()]
    every = Choice("", say(msgid("All"), locale))
    filters = [Filter(KIND, say(msgid("What"), locale), [every, *kinds], kind)]
    if len(known) > 1:
        codes = [Choice(one, one) for one in known]
        filters.append(
            Filter(CURRENCY, say(msgid("Currency"), locale), codes, currency, look="links")
        )
    return filters


def _row(one: StatementLine, locale: str) -> Row:
    words, tone = KINDS.get(one.kind, (one.kind.value, "info"))
    is_order = one.kind.is_of_order and bool(one.memo)
    return Row(
        at=one.at.isoformat(),
        kind=say(words, locale),
        tone=tone,
        memo=shown_code(one.memo) if is_order else one.memo,
        href=f"{ORDERS}/{one.memo}" if is_order else "",
        change=price(one.change, locale),
        balance=price(one.balance, locale),
    )
