"""What the page remembers, and what its forms save."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, PromoKind, QuoteItem
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden, Invalid, NotFound
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import beside
from bilten_app.web.organizer.prices.forms import (
    MOST_TIERS,
    PromoForm,
    Reader,
    RowsForm,
    TryForm,
    placed,
    read_live,
    read_promo,
    read_tiers,
)
from bilten_app.web.organizer.prices.rows import PromoRow, Tried, TypePrices
from bilten_app.web.organizer.prices.view import load
from bilten_app.web.organizer.prices.wording import Words

SAVED = msgid("Saved.")
NEW = "new"
NEW_PROMO = PromoRow(fields={"kind": PromoKind.percent.value})


class PricesState(rx.State):
    """The prices of one event."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    title: str = ""
    currency: str = ""
    zone: str = "UTC"
    types: list[TypePrices] = []
    promos: list[PromoRow] = []
    type_id: str = ""
    type_name: str = ""
    fields: dict[str, str] = {}
    is_live: bool = False
    shown_tiers: int = 1
    promo_id: str = ""
    promo: PromoRow = NEW_PROMO
    kind: str = PromoKind.percent.value
    tried: Tried = Tried()
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False
    _tiers: dict[str, dict[int, UUID]] = {}
    _several: dict[str, frozenset[UUID]] = {}

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the prices of the event that the address names."""
        self.slug = self.router.url.path.removesuffix("/prices").rpartition("/")[2]
        self.missing, self.type_id, self.promo_id = False, "", ""
        self.tried, self.errors = Tried(), {}
        try:
            await self._look(rt, actor, visit)
        except NotFound:
            self.missing = True
        except Forbidden:
            return await beside(rt, actor, self.slug)
        self.loaded = True
        return None

    @handler
    async def edit_type(self, type_id: str) -> None:
        """Open the prices of a ticket type; an empty id closes them."""
        found = next((one for one in self.types if one.id == type_id), None)
        self.type_id, self.errors = type_id if found else "", {}
        if found:
            self.fields, self.type_name, self.is_live = found.fields, found.name, found.is_live
            self.shown_tiers = min(len(self._tiers.get(type_id, {})) + 1, MOST_TIERS)

    @handler
    async def add_tier(self) -> None:
        """Show the fields of one more tier."""
        self.shown_tiers = min(self.shown_tiers + 1, MOST_TIERS)

    @handler
    async def save_type(self, rt: Runtime, actor: Actor, visit: Visit, form: RowsForm) -> None:
        """Save tiers, group prices, and whether the price follows demand."""
        self.errors = {}
        read = Reader(self.currency, self.zone)
        tiers, groups = read_tiers(form, read, self._tiers.get(self.type_id, {}))
        live = read_live(form, read)
        read.check()
        type_id = held_id(self.type_id)
        try:
            async with rt.unit_of_work(actor) as uow:
                await pricing.save_tiers(
                    uow, actor, ticket_type_id=type_id, tiers=tiers, groups=groups
                )
        except Invalid as refused:
            raise Invalid(placed(refused.problems)) from None
        if live:
            await self._save_live(rt, actor, type_id, live)
        self.type_id = ""
        await self._look(rt, actor, visit)
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def edit_promo(self, promo_id: str) -> None:
        """Open the form of a promotion, or of a new one; an empty id closes it."""
        found = next((one for one in self.promos if one.id == promo_id), None)
        self.promo = found or NEW_PROMO
        self.promo_id = promo_id if found or promo_id == NEW else ""
        self.kind = self.promo.fields["kind"]
        self.errors = {}

    @handler
    async def choose_kind(self, kind: PromoKind) -> None:
        """Show the fields that a kind of promotion needs."""
        self.kind = kind.value

    @handler
    async def save_promo(self, rt: Runtime, actor: Actor, visit: Visit, form: PromoForm) -> None:
        """Save a promotion."""
        self.errors = {}
        read = Reader(self.currency, self.zone)
        draft = read_promo(form, read, self._several.get(self.promo_id, frozenset()))
        read.check()
        known = self.promo_id if self.promo_id != NEW else ""
        async with rt.unit_of_work(actor) as uow:
            await pricing.save_promo(
                uow, actor, event_id=held_id(self.id), draft=draft,
                promo_id=UUID(known) if known else None,
            )  # fmt: skip
        self.promo_id = ""
        await self._look(rt, actor, visit)
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def pause(
        self, rt: Runtime, actor: Actor, visit: Visit, promo_id: UUID, *, paused: bool
    ) -> None:
        """Stop a promotion, or let it go on."""
        async with rt.unit_of_work(actor) as uow:
            await pricing.set_promo_paused(uow, actor, promo_id=promo_id, paused=paused)
        await self._look(rt, actor, visit)

    @handler
    async def try_prices(self, rt: Runtime, actor: Actor, visit: Visit, form: TryForm) -> None:
        """Price a cart as a guest would find it; nothing is kept for anybody."""
        self.errors = {}
        shown = await load(rt, actor, self.slug, visit.locale)
        codes = frozenset({form.try_code} if form.try_code.strip() else ())
        async with rt.read() as session:
            prices = await inventory.prices(session, [form.try_ticket_type])
            if (
                form.try_ticket_type not in prices
                or prices[form.try_ticket_type].event_id != shown.id
            ):
                raise NotFound
            tag = prices[form.try_ticket_type]
            quote = await pricing.price_cart(
                session, event_id=shown.id, at=rt.clock.now(), ask=Ask(codes, form.try_email),
                items=[
                    QuoteItem(
                        form.try_ticket_type, form.try_quantity, tag.price_minor,
                        chosen=tag.open_price is not None,
                    )
                ],
            )  # fmt: skip
        words = Words(self.currency, self.zone, visit.locale)
        self.tried = words.tried(quote, {form.try_ticket_type: tag.name})

    async def _save_live(self, rt: Runtime, actor: Actor, type_id: UUID, live: Any) -> None:
        try:
            async with rt.unit_of_work(actor) as uow:
                await pricing.save_live_price(uow, actor, ticket_type_id=type_id, draft=live)
        except Invalid as refused:
            problems = {f"live_{field}": text for field, text in refused.problems.items()}
            raise Invalid(problems) from None

    async def _look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        shown = await load(rt, actor, self.slug, visit.locale)
        self.id, self.title = str(shown.id), shown.title
        self.currency, self.zone = shown.currency, shown.zone
        self.types, self.promos = shown.types, shown.promos
        self._tiers, self._several = shown.tiers, shown.several
