"""The balance: what is owed, what is free now, and every payout made."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.payouts import queries as payout_queries
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import MoneyView, PayoutView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import elsewhere, scope_of
from bilten_app.web.organizer.membership import only
from bilten_app.web.organizer.money.shared import (
    MONEY,
    OTHER_REASON,
    PAYOUT_STATES,
    REASONS,
    SCHEDULES,
    TERMS,
    downloads,
    file_addresses,
    head,
    purses,
)
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card, stat, stats
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one currency, as it is shown."""

    currency: str
    owed: str
    available: str
    reserve: str
    disputed: str
    in_transit: str
    next_at: str
    schedule: str
    destination: str
    blocked: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A payout in the list."""

    amount: str
    at: str
    destination: str
    reserved: str
    reason: str
    state: str
    tone: str
    files: dict[str, str]


class MoneyState(rx.State):
    """Balances, and one page of payouts."""

    _access: ClassVar[str] = "organizer"

    purses: list[Purse] = []
    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the balances and the page that the address names."""
        if away := await elsewhere(rt, actor, Permission.finances_read):
            return away
        asked = Asked.of(self, MONEY)
        scope = await scope_of(rt, actor, Permission.finances_read)
        self.purses = [_purse(one, visit.locale) for one in await purses(rt, scope)]
        async with rt.read() as session:
            page = await payout_queries.payouts(session, scope, cursor=asked.cursor)
        self.rows = [_row(one, visit.locale) for one in page.rows]
        self.listing = asked.listing(following=page.next_cursor)
        self.loaded = True
        return None

    @handler
    async def pay_out(self, rt: Runtime, actor: Actor, visit: Visit, currency: str) -> Any:
        """Pay out at once what is free."""
        scope = await scope_of(rt, actor, Permission.finances_manage)
        await payouts.make_now(rt, actor, organizer_id=scope, currency=currency)
        await notify(self, "good", say(msgid("The money is on its way."), visit.locale))
        return MoneyState.open


def page() -> rx.Component:
    """The page, top to bottom."""
    nothing = empty(
        t("No payouts yet"),
        t("The first one is made once an event is over, or when you ask for it."),
        name="wallet",
    )
    columns = [
        Column(t("Amount"), lambda item: named(item.amount, item.reserved), place="lead"),
        Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
        Column(t("Made"), lambda item: when(item.at)),
        Column(t("To"), lambda item: named(item.destination, item.reason)),
        Column(t("Statement"), lambda item: downloads(item.files, t("Statement of this payout"))),
    ]
    return rx.el.div(
        head(t("Money"), MONEY),
        rx.foreach(MoneyState.purses, _drawn),
        rx.el.section(
            rx.el.h2(t("Payouts"), class_name="text-xl font-semibold"),
            listing(MoneyState, t("Payouts"), columns, nothing=nothing),
            class_name="flex flex-col gap-4",
        ),
        class_name="flex flex-col gap-8",
    )


def _drawn(item: Any) -> rx.Component:
    """One currency: its figures, and what comes next."""
    return rx.el.section(
        stats(
            stat(t("Free to pay out"), item.available, t("of {owed} owed to you", owed=item.owed)),
            stat(t("On its way"), item.in_transit),
            stat(t("In reserve"), item.reserve),
            stat(t("Disputed"), item.disputed),
        ),
        rx.cond(item.blocked, _blocked(item)),
        card(
            rx.el.div(
                rx.el.p(item.schedule, class_name="font-medium"),
                rx.el.p(_coming(item), class_name="text-sm text-muted"),
                class_name="min-w-0 flex-1",
            ),
            only(Permission.finances_manage, _pay_out(item)),
            class_name="flex flex-wrap items-center gap-4 p-5",
        ),
        aria_label=item.currency,
        class_name="flex flex-col gap-4",
    )


def _coming(item: Any) -> Any:
    return rx.cond(
        item.destination,
        rx.cond(
            item.next_at,
            t("Next on {day}, to {account}", day=when(item.next_at), account=item.destination),
            t("To {account}", account=item.destination),
        ),
        t("No bank account yet"),
    )


def _pay_out(item: Any) -> rx.Component:
    now = button(
        t("Pay out now"), look="quiet", on_click=MoneyState.pay_out(item.currency),
        disabled=~item.is_free,
    )  # fmt: skip
    return rx.fragment(
        rx.cond(item.destination, now, link_button(t("Add a bank account"), href=TERMS))
    )


def _blocked(item: Any) -> rx.Component:
    return banner(
        item.blocked,
        " ",
        rx.el.a(t("Change the bank account"), href=TERMS, class_name="font-medium underline"),
        tone="bad",
    )


def _purse(one: MoneyView, locale: str) -> Purse:
    settings = one.settings
    return Purse(
        currency=one.currency,
        owed=price(one.owed, locale),
        available=price(one.available, locale),
        reserve=price(one.reserve, locale),
        disputed=price(one.disputed, locale),
        in_transit=price(one.in_transit, locale),
        next_at=one.next_at.isoformat() if one.next_at else "",
        schedule=say(SCHEDULES[settings.terms.schedule], locale),
        destination=settings.destination,
        blocked=_reason(settings.blocked, locale),
        is_free=one.available.minor > 0 and not settings.blocked,
    )


def _row(one: PayoutView, locale: str) -> Row:
    words, tone = PAYOUT_STATES[one.state]
    kept = say(msgid("{amount} in reserve"), locale, amount=price(one.reserved, locale))
    return Row(
        amount=price(one.amount, locale),
        at=one.created_at.isoformat(),
        destination=one.destination,
        reserved=kept if one.reserved.minor else "",
        reason=_reason(one.reason, locale),
        state=say(words, locale),
        tone=tone,
        files=file_addresses(f"{MONEY}/payouts/{one.id}", ""),
    )


def _reason(code: str, locale: str) -> str:
    return say(REASONS.get(code, OTHER_REASON), locale) if code else ""
