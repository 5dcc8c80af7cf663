"""Payout settings: when money is sent, and to which bank account."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.payouts import queries as payout_queries
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import BadSettings, Schedule, Terms
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.ports.payouts import BankAccount
from bilten_app.web.amounts import read_amount, write_amount
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import elsewhere, scope_of
from bilten_app.web.organizer.membership import may
from bilten_app.web.organizer.money.shared import (
    CURRENCY,
    SCHEDULES,
    TERMS,
    chosen_currency,
    currencies,
    head,
)
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, failed
from bilten_app.web.parts.fields import (
    button,
    form,
    money_field,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.parts.listing import Asked
from bilten_app.web.parts.listing.table import FILTER_LINK
from bilten_app.web.words import t

SAVED = msgid("Saved.")
BAD_AMOUNT = msgid("Type an amount like 25.00.")


class TermsForm(BaseModel):
    """When payouts are made."""

    schedule: Schedule
    delay_days: int = Field(5, ge=0, le=90)
    minimum: str = Field("0", max_length=20)


class AccountForm(BaseModel):
    """Where the money goes."""

    holder: str = Field("", max_length=200)
    number: str = Field("", max_length=60)
    bank_code: str = Field("", max_length=60)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: a schedule, or a currency with its address."""

    value: str
    words: str


class TermsState(rx.State):
    """The payout settings of one currency."""

    _access: ClassVar[str] = "organizer"

    currency: str = ""
    currencies: list[str] = []
    schedules: list[Option] = []
    schedule: str = ""
    delay_days: int = 0
    minimum: str = ""
    reserve: str = ""
    destination: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the settings of the currency that the address names."""
        if away := await elsewhere(rt, actor, Permission.finances_read):
            return away
        scope = await scope_of(rt, actor, Permission.finances_read)
        self.currencies = await currencies(rt, scope)
        asked = Asked.of(self, TERMS).chosen(CURRENCY)
        self.currency = chosen_currency(self.currencies, asked)
        async with rt.read() as session:
            found = await payout_queries.settings(session, scope, self.currency)
        terms = found.terms
        self.schedules = [Option(one, say(words, visit.locale)) for one, words in SCHEDULES.items()]
        self.schedule, self.delay_days = terms.schedule.value, terms.delay_days
        self.minimum = write_amount(terms.minimum_minor, self.currency)
        self.reserve = _reserve_words(terms, visit.locale)
        self.destination, self.errors = found.destination, {}
        self.loaded = True
        return None

    @handler
    async def save_terms(self, rt: Runtime, actor: Actor, visit: Visit, form: TermsForm) -> None:
        """Save when payouts are made."""
        self.errors = {}
        minimum = read_amount(form.minimum, self.currency)
        if minimum is None:
            raise BadSettings({"minimum": BAD_AMOUNT})
        scope = await scope_of(rt, actor, Permission.finances_manage)
        terms = Terms(form.schedule, form.delay_days, minimum)
        async with rt.unit_of_work(actor) as uow:
            await payouts.change_terms(
                uow, actor, organizer_id=scope, currency=self.currency, terms=terms
            )
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def save_account(self, rt: Runtime, actor: Actor, visit: Visit, form: AccountForm) -> Any:
        """Save where the money goes."""
        self.errors = {}
        scope = await scope_of(rt, actor, Permission.finances_manage)
        account = BankAccount(form.holder, form.number, form.bank_code)
        await payouts.change_destination(
            rt, actor, organizer_id=scope, currency=self.currency, account=account
        )
        await notify(self, "good", say(SAVED, visit.locale))
        return TermsState.open


def page() -> rx.Component:
    """The page, top to bottom."""
    again = failed(button(t("Try again"), look="quiet", on_click=TermsState.open))
    body = rx.cond(
        may(Permission.finances_manage),
        rx.fragment(_currencies(), _terms(), _account()),
        banner(t("Only owners can change where and when money is paid out.")),
    )
    return rx.el.div(
        head(t("Payout settings"), TERMS),
        rx.cond(TermsState.failed, again, rx.cond(TermsState.loaded, body, loading_rows())),
        class_name="flex flex-col gap-6",
    )


def _currencies() -> rx.Component:
    def one(code: Any) -> rx.Component:
        is_here = {"aria-current": rx.cond(code == TermsState.currency, "true", "false")}
        return rx.el.a(
            code, href=f"{TERMS}?{CURRENCY}={code}", class_name=FILTER_LINK, custom_attrs=is_here
        )

    several = rx.el.nav(
        rx.foreach(TermsState.currencies, one), aria_label=t("Currency"), class_name="flex gap-2"
    )
    return rx.fragment(rx.cond(TermsState.currencies[1], several))


def _terms() -> rx.Component:
    errors = TermsState.errors
    schedules = rx.foreach(
        TermsState.schedules, lambda one: rx.el.option(one.words, value=one.value)
    )
    return card(
        rx.el.h2(t("When"), class_name="mb-5 text-xl font-semibold"),
        form(
            select_field(
                t("Payouts"), name="schedule", options=schedules, default_value=TermsState.schedule
            ),
            number_field(
                t("Days to wait"), name="delay_days", default_value=TermsState.delay_days,
                hint=t("After the event, or after the sale."), error=errors["delay_days"],
            ),
            money_field(
                t("Smallest payout"), name="minimum", currency=TermsState.currency,
                default_value=TermsState.minimum, hint=t("Less than this waits for the next."),
                error=errors["minimum"],
            ),
            rx.cond(TermsState.reserve, rx.el.p(TermsState.reserve, class_name="text-muted")),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=TermsState.save_terms,
            key=TermsState.currency,
        ),
        class_name="max-w-2xl p-6",
    )  # fmt: skip


def _account() -> rx.Component:
    errors = TermsState.errors
    known = rx.el.p(
        t("Money goes to {account}.", account=TermsState.destination), class_name="mb-5 text-muted"
    )
    return card(
        rx.el.h2(t("Bank account"), class_name="mb-2 text-xl font-semibold"),
        rx.cond(TermsState.destination, known),
        form(
            text_field(
                t("Account holder"), name="holder", auto_complete="off", error=errors["holder"]
            ),
            text_field(
                t("IBAN or account number"), name="number", auto_complete="off",
                hint=t("It is stored encrypted; pages show its last four characters."),
                error=errors["number"],
            ),
            text_field(
                t("Bank code"), name="bank_code", auto_complete="off",
                hint=t("Only needed without an IBAN."), error=errors["bank_code"],
            ),
            rx.el.div(button(t("Use this account"), type="submit")),
            on_submit=TermsState.save_account,
            key=TermsState.destination,
        ),
        class_name="max-w-2xl p-6",
    )  # fmt: skip


def _reserve_words(terms: Terms, locale: str) -> str:
    if not (terms.reserve_basis_points and terms.reserve_days):
        return ""
    kept = msgid("{share} % of each payout stay in reserve for {days} days.")
    share = f"{terms.reserve_basis_points / 100:g}"
    return say(kept, locale, share=share, days=terms.reserve_days)
