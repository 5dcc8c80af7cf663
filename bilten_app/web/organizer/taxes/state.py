"""What the page remembers, and what its forms save."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.invoices import queries as invoices
from bilten_app.domains.invoices.public import InvoiceView, PaperKind
from bilten_app.domains.pricing import queries as pricing_queries
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Rounding
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.domains.pricing.public.views import CardView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import is_currency, moment, msgid, price, say
from bilten_app.web.amounts import read_amount
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import elsewhere, organization
from bilten_app.web.organizer.taxes.forms import (
    CardForm,
    RateForm,
    TaxForm,
    read_day,
    read_rate,
)

SAVED = msgid("Saved.")
BAD_AMOUNT = msgid("Write an amount like 25 or 25.50.")
BAD_CURRENCY = msgid("Write a currency like EUR.")
BAD_DAY = msgid("Choose a day.")
BAD_RATE = msgid("Write a rate like 19 or 8.875.")
MAILED = msgid("The code is on its way to {email}. Nobody else learns it.")


@dataclass(frozen=True, slots=True)
class Taxing:
    """The tax settings, ready for their fields."""

    registered: bool = False
    included: bool = True
    rounding: str = Rounding.line.value
    kind: str = "standard"
    reverse_charge: bool = False
    legal_name: str = ""
    address: str = ""
    country: str = ""
    vat_id: str = ""
    invoice_prefix: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A gift card or somebody's credit."""

    id: str
    title: str
    note: str
    balance: str
    expires: str
    paused: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An invoice or a credit note."""

    id: str
    name: str
    what: str
    day: str
    tax: str
    total: str


class TaxesState(rx.State):
    """Gift cards, taxes and invoices."""

    _access: ClassVar[str] = "organizer"

    taxing: Taxing = Taxing()
    cards: list[CardRow] = []
    papers: list[PaperRow] = []
    code: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load everything."""
        if way := await elsewhere(rt, actor, Permission.team_manage):
            return way
        self.code, self.errors = "", {}
        await self._look(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def save_taxes(self, rt: Runtime, actor: Actor, visit: Visit, form: TaxForm) -> None:
        """Save how the organization taxes."""
        self.errors = {}
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await pricing.save_taxes(
                uow, actor, organizer_id=mine.id, draft=TaxDraft(**form.model_dump())
            )
        await self._look(rt, actor, visit)
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def save_rate(self, rt: Runtime, actor: Actor, visit: Visit, form: RateForm) -> None:
        """Save a rate of the organization's own."""
        self.errors = {}
        mine = await organization(rt, actor)
        day, ppm = read_day(form.rate_from), read_rate(form.rate)
        problems = {"rate_from": BAD_DAY} if day is None else {}
        problems |= {"rate": BAD_RATE} if ppm is None else {}
        if day is None or ppm is None:
            raise Invalid(problems)
        try:
            async with rt.unit_of_work(actor) as uow:
                await pricing.save_rate(
                    uow, actor, organizer_id=mine.id, country=form.rate_country,
                    kind=form.rate_kind, ppm=ppm, valid_from=day,
                )  # fmt: skip
        except Invalid as refused:
            named = {"country": "rate_country", "kind": "rate_kind"}
            problems = {named.get(name, name): text for name, text in refused.problems.items()}
            raise Invalid(problems) from None
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def issue_card(self, rt: Runtime, actor: Actor, visit: Visit, form: CardForm) -> None:
        """Make a gift card and show its code, once."""
        self.errors, self.code = {}, ""
        mine = await organization(rt, actor)
        currency = form.card_currency.strip().upper()
        if not is_currency(currency):
            raise Invalid({"card_currency": BAD_CURRENCY})
        minor, day = read_amount(form.card_value, currency), read_day(form.card_expires)
        if minor is None:
            raise Invalid({"card_value": BAD_AMOUNT})
        try:
            async with rt.unit_of_work(actor) as uow:
                card = await pricing.issue_card(
                    uow, actor, organizer_id=mine.id, value=Money(minor, currency),
                    note=form.card_note, email=form.card_email, locale=visit.locale,
                    expires_at=day and datetime(day.year, day.month, day.day, tzinfo=UTC),
                )  # fmt: skip
        except Invalid as refused:
            named = {"value": "card_value", "expires_at": "card_expires", "email": "card_email"}
            problems = {named.get(name, name): text for name, text in refused.problems.items()}
            raise Invalid(problems) from None
        self.code = shown_code(card.code)
        if not card.code:
            told = say(MAILED, visit.locale, email=form.card_email.strip())
            await notify(self, "good", told)
        await self._look(rt, actor, visit)

    @handler
    async def pause_card(
        self, rt: Runtime, actor: Actor, visit: Visit, card_id: UUID, *, paused: bool
    ) -> None:
        """Stop a gift card, or let it pay again."""
        async with rt.unit_of_work(actor) as uow:
            await pricing.set_card_paused(uow, actor, card_id=card_id, paused=paused)
        await self._look(rt, actor, visit)

    async def _look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        mine = await organization(rt, actor)
        scope = actor.require(Permission.team_manage, mine.id)
        async with rt.read() as session:
            profile = await pricing_queries.tax_profile(session, mine.id)
            cards = await pricing_queries.cards(session, scope)
            papers = await invoices.of_organizer(session, scope)
        self.taxing = Taxing(
            registered=profile.registered, included=profile.included,
            rounding=profile.rounding.value, kind=profile.kind,
            reverse_charge=profile.reverse_charge, legal_name=profile.legal_name,
            address=profile.address, country=profile.country, vat_id=profile.vat_id,
            invoice_prefix=profile.invoice_prefix,
        )  # fmt: skip
        self.cards = [_card_row(card, visit.locale) for card in cards]
        self.papers = [_paper_row(paper, visit.locale) for paper in papers]


def _card_row(card: CardView, locale: str) -> CardRow:
    of = say(msgid("{balance} of {issued}"), locale, balance=price(card.balance, locale),
             issued=price(card.issued, locale))  # fmt: skip
    return CardRow(
        id=str(card.id),
        title=_card_title(card, locale),
        note=card.note,
        balance=of,
        expires=moment(card.expires_at, "UTC", locale) if card.expires_at else "",
        paused=card.paused,
    )


def _card_title(card: CardView, locale: str) -> str:
    if not card.is_card:
        return card.owner
    return f"… {card.tail}" if card.tail else say(msgid("Being mailed"), locale)


def _paper_row(paper: InvoiceView, locale: str) -> PaperRow:
    is_note = paper.kind is PaperKind.credit_note
    return PaperRow(
        id=str(paper.id),
        name=paper.name,
        what=say(msgid("Credit note") if is_note else msgid("Invoice"), locale),
        day=moment(paper.issued_at, "UTC", locale),
        tax=price(paper.tax, locale),
        total=price(paper.total, locale),
    )
