"""A code typed on the event's page: it opens hidden tickets, lowers prices, and travels along."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import service as orders
from bilten_app.domains.pricing import queries as pricing
from bilten_app.domains.pricing.public import CodeRefusal, promo_code
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound, TooMany
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.explained import REFUSAL_WORDS
from bilten_app.web.handler import handler
from bilten_app.web.public.event.cart import show_total
from bilten_app.web.public.event.rows import Offered, fitted, most_of, offered
from bilten_app.web.public.event.state import EventState
from bilten_app.web.public.event.tags import ask_of

NO_CODE = msgid("Type the code first.")
USED = msgid("Your code {code} is used.")
OPENED = msgid("Your code {code} opens these tickets.")
SMALL = msgid("Your code {code} is kept. It needs a larger order.")
PEOPLE = msgid("Your code {code} is kept for the checkout: your e-mail decides whether it counts.")
CARD = msgid("A gift card with {balance}. It pays at the checkout.")
# A code that waits for more tickets, or for an address, is no wrong one.
WAITS = {
    CodeRefusal.minimum: SMALL,
    CodeRefusal.other_tickets: SMALL,
    CodeRefusal.other_people: PEOPLE,
}


class CodeForm(BaseModel):
    """A code as typed."""

    event_code: str = Field("", max_length=60)


class CodeState(rx.State):
    """What became of the code that was typed on the event's page."""

    _access: ClassVar[str] = "public"

    shown: str = ""
    said: str = ""
    errors: dict[str, str] = {}
    busy: bool = False
    is_open: bool = False

    @handler
    async def arrive(self, rt: Runtime, visit: Visit) -> None:
        """Take the code of a link, `?code=…`, as if it had been typed."""
        self.errors, self.busy, self.is_open = {}, False, False
        event = await self.get_state(EventState)
        if not event.code:
            self.shown, self.said = "", ""
        code = self.router.url.query_parameters.get("code", "")[:60].strip()
        if code and code != event.code and not event.missing:
            await self._use(rt, visit, event, code)
            self.is_open = bool(self.errors)

    @handler
    async def use(self, rt: Runtime, visit: Visit, form: CodeForm) -> Any:
        """Look at the prices with a code."""
        self.busy, self.errors = True, {}
        yield
        self.busy = False
        code = form.event_code.strip()
        if code:
            await self._use(rt, visit, await self.get_state(EventState), code)
        else:
            self.errors = {"event_code": say(NO_CODE, visit.locale)}
        if self.errors:
            yield rx.set_focus("event_code")

    @handler
    async def forget(self, rt: Runtime, visit: Visit) -> None:
        """Look at the prices without a code."""
        event = await self.get_state(EventState)
        self.shown, self.said, self.errors = "", "", {}
        if event.slug:
            await _show(event, rt, visit, "", (await _look(event, rt, visit, ""))[1])

    async def _use(self, rt: Runtime, visit: Visit, event: EventState, code: str) -> None:
        try:
            await orders.count_try(rt, visit.actor, visit.address)
            held, shown = await _look(event, rt, visit, code)
        except (NotFound, TooMany) as refusal:
            self.errors = {"event_code": say(refusal.text, visit.locale, **refusal.fields)}
            return
        why = shown.refused
        if why is not None and not held and (why not in WAITS or _is_named(why, visit)):
            self.errors = {"event_code": say(REFUSAL_WORDS[why], visit.locale)}
            return
        name = promo_code(code)
        sentence = OPENED if shown.opened else WAITS.get(why, USED) if why else USED
        self.shown = say(msgid("Gift card"), visit.locale) if held else name
        self.said = (
            say(CARD, visit.locale, balance=held)
            if held
            else say(sentence, visit.locale, code=name)
        )
        self.errors = {}
        await _show(event, rt, visit, code, shown)


def _is_named(why: CodeRefusal, visit: Visit) -> bool:
    """Whether a code is for other people than one whose address is known."""
    return why is CodeRefusal.other_people and visit.actor.verified


async def _look(event: EventState, rt: Runtime, visit: Visit, code: str) -> tuple[str, Offered]:
    """Return what a gift card of this code holds, and what is offered with the code."""
    if not event.slug:
        raise NotFound
    async with rt.read() as session:
        card = await pricing.card_by_code(session, code) if code else None
    found = await offered(
        rt, event.slug, visit.locale, ask=ask_of(code, visit.actor), currency=visit.currency
    )
    return price(card.balance, visit.locale) if card else "", found


async def _show(event: EventState, rt: Runtime, visit: Visit, code: str, found: Offered) -> None:
    known = {row.id for row in found.rows}
    event.code, event.tickets = code, found.rows
    kept = {key: count for key, count in event.basket.items() if key in known}
    event.basket = fitted(kept, found.rows)
    event.most = most_of(event.basket, found.rows)
    await show_total(event, rt, visit)
