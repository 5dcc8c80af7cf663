"""What the money pages share: addresses, tabs, words, and which currency is looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx

from bilten_app.domains.payouts import queries as payouts
from bilten_app.domains.payouts.public import MoneyView, PayoutState, Schedule
from bilten_app.domains.reporting.exports import FileKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.web.organizer.desk import event_choices
from bilten_app.web.organizer.parts import tabs
from bilten_app.web.parts.feedback import Tone
from bilten_app.web.parts.fields.buttons import button_class
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.words import t

MONEY = "/organizer/money"
STATEMENT, REPORTS, TERMS = f"{MONEY}/statement", f"{MONEY}/reports", f"{MONEY}/settings"
FRAUD = f"{MONEY}/fraud"
CURRENCY = "currency"

PAYOUT_STATES: Mapping[PayoutState, tuple[str, Tone]] = {
    PayoutState.scheduled: (msgid("Scheduled"), "info"),
    PayoutState.sent: (msgid("On its way"), "warn"),
    PayoutState.paid: (msgid("Paid"), "good"),
    PayoutState.failed: (msgid("Failed"), "bad"),
    PayoutState.returned: (msgid("Came back"), "bad"),
}
SCHEDULES: Mapping[Schedule, str] = {
    Schedule.after_event: msgid("After each event"),
    Schedule.daily: msgid("Every day"),
    Schedule.weekly: msgid("Every Monday"),
    Schedule.monthly: msgid("On the first of each month"),
    Schedule.manual: msgid("Only when I ask"),
}
REASONS: Mapping[str, str] = {
    "account_refused": msgid("The bank refused this account."),
    "account_closed": msgid("The account is closed."),
    "account_unknown": msgid("The bank does not know this account."),
}
OTHER_REASON = msgid("The bank could not take the money.")


def head(title: str, here: str) -> rx.Component:
    """The heading of a money page, and the ways to the others."""
    places = [(t("Balance"), MONEY), (t("Statement"), STATEMENT), (t("Reports"), REPORTS),
              (t("Payout settings"), TERMS), (t("Fraud protection"), FRAUD)]  # fmt: skip
    return rx.el.div(
        rx.el.h1(title, class_name="text-title"),
        tabs(
            t("Money"),
            [(Permission.finances_read, words, href, href == here) for words, href in places],
        ),
        class_name="flex flex-col gap-4",
    )


def downloads(address: Any, label: str) -> rx.Component:
    """The ways to have a list as a file; `address` ends before the form's name."""
    return rx.el.div(
        *(
            plain_a(
                icon("download", "size-4"),
                kind.value.upper(),
                href=address[kind.value],
                aria_label=f"{label}, {kind.value.upper()}",
                class_name=button_class("quiet", "small"),
            )
            for kind in FileKind
        ),
        class_name="flex flex-wrap gap-2",
    )


def file_addresses(stem: str, query: str) -> dict[str, str]:
    """Return where each form of a file is."""
    return {kind.value: f"{stem}.{kind}?{query}" for kind in FileKind}


async def purses(rt: Runtime, scope: OrganizerScope) -> Sequence[MoneyView]:
    """Return the organization's money in every currency it has or sells in."""
    async with rt.read() as session:
        return await payouts.money(session, scope, now=rt.clock.now())


async def currencies(rt: Runtime, scope: OrganizerScope) -> list[str]:
    """Return the codes of those currencies; those of its events when nothing was sold."""
    known = [one.currency for one in await purses(rt, scope)]
    events = sorted({card.currency for card in await event_choices(rt, (scope, None))})
    return known or events or ["EUR"]


def chosen_currency(among: Sequence[str], asked: str) -> str:
    """Return the currency that the address asks for, else the first."""
    return asked if asked in among else among[0]
