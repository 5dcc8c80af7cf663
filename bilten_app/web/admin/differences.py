"""One run of reconciliation: what each side says in sum, and each line on which they differ."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.reconciliation import queries as reconciliation
from bilten_app.domains.reconciliation.public import LineView, Outcome, Totals
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, price, say
from bilten_app.ports.payments import ReportKind
from bilten_app.web.admin.membership import RECONCILIATION
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, named_id
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import stat, stats
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import t, when

OUTCOMES: dict[Outcome, tuple[str, Tone]] = {
    Outcome.matched: (msgid("Matched"), "good"),
    Outcome.missing_here: (msgid("Missing here"), "bad"),
    Outcome.missing_there: (msgid("Missing at the gateway"), "bad"),
    Outcome.amount_differs: (msgid("Amount differs"), "bad"),
    Outcome.currency_differs: (msgid("Currency differs"), "bad"),
    Outcome.duplicate: (msgid("Told twice"), "warn"),
}
KINDS: dict[ReportKind, str] = {
    ReportKind.charge: msgid("Charge"),
    ReportKind.refund: msgid("Refund"),
    ReportKind.dispute: msgid("Dispute"),
    ReportKind.transfer: msgid("Transfer"),
    ReportKind.payout: msgid("Payout"),
    ReportKind.fee: msgid("Fee"),
    ReportKind.other: msgid("Other"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the run."""

    kind: str
    ref: str
    reference: str
    theirs: str
    ours: str
    outcome: str
    tone: str
    at: str


@dataclass(frozen=True, slots=True)
class Sum:
    """One currency, as three sides tell it."""

    theirs: str
    ours: str
    ledger: str


class RunState(rx.State):
    """One page of a run's lines."""

    _access: ClassVar[str] = "staff"

    title: str = ""
    rows: list[Row] = []
    sums: list[Sum] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        actor.require_staff(StaffPermission.money_read)
        run_id = named_id(self)
        asked = Asked.of(self, f"{RECONCILIATION}/{run_id}")
        outcome = asked.chosen("outcome", among=list(Outcome))
        async with rt.read() as session:
            run = await reconciliation.run(session, run_id)
            counts = await reconciliation.counts(session, run_id)
            page = await reconciliation.lines(
                session, run_id, outcome=Outcome(outcome) if outcome else None, cursor=asked.cursor
            )
        self.title = f"{run.gateway} {run.file_name}".strip()
        self.sums = [_sum(c, told, visit.locale) for c, told in run.totals.items()]
        self.rows = [_row(one, visit.locale) for one in page.rows]
        choices = [Choice("", say(msgid("Differences"), visit.locale))] + [
            Choice(one.value, f"{say(words, visit.locale)} ({counts.get(one, 0)})")
            for one, (words, _) in OUTCOMES.items()
        ]
        self.listing = asked.listing(
            filters=[Filter("outcome", say(msgid("Outcome"), visit.locale), choices, outcome)],
            following=page.next_cursor,
        )
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Movement"), lambda item: named(item.kind, item.ref), place="lead"),
        Column(t("Outcome"), lambda item: state_badge(item.outcome, item.tone), place="mark"),
        Column(t("Gateway"), lambda item: item.theirs, side="end"),
        Column(t("Bilten"), lambda item: item.ours, side="end"),
        Column(t("Reference"), lambda item: named(item.reference)),
        Column(t("When"), lambda item: when(item.at)),
    ]
    nothing = empty(t("No differences"), t("Both sides say the same, to the cent."), name="check")
    return rx.el.div(
        rx.el.a(t("All runs"), href=RECONCILIATION, class_name="text-brand hover:underline"),
        rx.el.h1(RunState.title, class_name="text-title"),
        rx.foreach(
            RunState.sums,
            lambda one: stats(
                stat(t("The gateway says"), one.theirs),
                stat(t("Our rows say"), one.ours),
                stat(t("The ledger says"), one.ledger),
            ),
        ),
        listing(RunState, t("Reconciliation"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _sum(currency: str, told: Totals, locale: str) -> Sum:
    def shown(minor: int) -> str:
        return price(Money(minor, currency), locale)

    return Sum(shown(told.theirs_minor), shown(told.ours_minor), shown(told.ledger_minor))


def _row(one: LineView, locale: str) -> Row:
    words, tone = OUTCOMES[one.outcome]
    return Row(
        kind=say(KINDS[one.kind], locale),
        ref=one.gateway_ref,
        reference=str(one.reference or ""),
        theirs=price(one.theirs, locale) if one.theirs else "",
        ours=price(one.ours, locale) if one.ours else "",
        outcome=say(words, locale),
        tone=tone,
        at=one.at.isoformat() if one.at else "",
    )
