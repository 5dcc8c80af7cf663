"""The trial balance: every account as of the end of a day, and the proof that it sums to zero."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

import reflex as rx

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, Balance, Side, TrialBalance
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, price, say
from bilten_app.kit.typed import whole_day
from bilten_app.web.admin.membership import BALANCE
from bilten_app.web.admin.shared import account_words
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.data import loading_rows
from bilten_app.web.parts.feedback import banner, empty, failed
from bilten_app.web.parts.fields import button, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.parts.listing import Column, table
from bilten_app.web.words import t


@dataclass(frozen=True, slots=True)
class Row:
    """Accounts of one kind and currency together."""

    account: str
    accounts: str
    debit: str
    credit: str


class BalanceState(rx.State):
    """All accounts, as of the end of a day (UTC)."""

    _access: ClassVar[str] = "staff"

    day: str = ""
    rows: list[Row] = []
    proof: str = ""
    is_balanced: bool = True
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the balances of the day that the address names."""
        actor.require_staff(StaffPermission.money_read)
        asked = self.router.url.query_parameters.get("day", "")
        day = whole_day(asked) or rt.clock.now().date()
        ends = datetime.combine(day, time(), UTC) + timedelta(days=1, microseconds=-1)
        async with rt.read() as session:
            trial = await ledger.trial_balance(session, at=ends)
        self.day = day.isoformat()
        self.rows = _rows(trial.balances, visit.locale)
        self.is_balanced = not trial.difference
        self.proof = _proof(trial, visit.locale)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Account"), lambda item: item.account, place="lead"),
        Column(t("Accounts"), lambda item: item.accounts, side="end"),
        Column(t("Debit"), lambda item: item.debit, side="end"),
        Column(t("Credit"), lambda item: item.credit, side="end"),
    ]
    nothing = empty(t("Nothing was posted yet"), t("Each movement of money is an entry here."),
                    name="list")  # fmt: skip
    body = rx.el.div(
        rx.cond(
            BalanceState.is_balanced,
            banner(BalanceState.proof, tone="good"),
            banner(BalanceState.proof, tone="bad"),
        ),
        rx.cond(BalanceState.rows, table(t("Trial balance"), columns, BalanceState.rows), nothing),
        class_name="flex flex-col gap-6",
    )
    again = failed(button(t("Try again"), look="quiet", on_click=BalanceState.open))
    return rx.el.div(
        rx.el.h1(t("Trial balance"), class_name="text-title"),
        native_form(
            text_field(t("As of the end of"), name="day", type="date",
                       default_value=BalanceState.day, key=BalanceState.day),
            button(t("Show"), type="submit"),
            action=BALANCE,
            method="get",
            class_name="flex items-end gap-4",
        ),
        rx.cond(BalanceState.failed, again, rx.cond(BalanceState.loaded, body, loading_rows())),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _rows(balances: Sequence[Balance], locale: str) -> list[Row]:
    """Return one row for each kind, gateway and currency, whoever owns the accounts."""
    sums, counts = Counter[Account](), Counter[Account]()
    for one in balances:
        account = Account(one.account.kind, one.account.currency, gateway=one.account.gateway)
        sums[account] += one.amount.minor
        counts[account] += 1
    return [_row(account, minor, counts[account], locale) for account, minor in sums.items()]


def _row(account: Account, minor: int, count: int, locale: str) -> Row:
    is_debit = (account.kind.side is Side.debit) == (minor >= 0)
    shown = price(Money(abs(minor), account.currency), locale)
    return Row(
        account=f"{account_words(account, locale)} · {account.currency}",
        accounts=str(count),
        debit=shown if is_debit else "",
        credit="" if is_debit else shown,
    )


def _proof(trial: TrialBalance, locale: str) -> str:
    if trial.difference:
        told = ", ".join(price(Money(n, c), locale) for c, n in trial.difference.items())
        return say(msgid("The ledger does not balance: {amounts}."), locale, amounts=told)
    told = ", ".join(price(Money(n, c), locale) for c, n in trial.debits.items())
    return say(msgid("Debits equal credits: {amounts}."), locale, amounts=told or "0")
