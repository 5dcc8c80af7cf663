"""One order in review: why, who else it is linked to, and what is decided."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events import queries as events
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk.public import ListKind, ReviewState, ReviewView, Trait, sentence
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.admin.risk.queue import STATES, order_href
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import ORDER_STATES

LINKS = {
    Trait.card: msgid("Same card"),
    Trait.address: msgid("Same e-mail address"),
}
NO_REASON = msgid("Say why, so that others understand it later.")
BY_TIME = msgid("by Bilten")
LISTED = {
    ListKind.deny: msgid("On the deny list now."),
    ListKind.allow: msgid("On the allow list now."),
    ListKind.watch: msgid("On the watch list now."),
}


class DecisionForm(BaseModel):
    """A note that only staff reads."""

    note: str = Field("", max_length=1500)


class RefusalForm(BaseModel):
    """A note that only staff reads."""

    refusal: str = Field("", max_length=1500)


class ListForm(BaseModel):
    """On which list the buyer and the card go, and why."""

    kind: ListKind = ListKind.deny
    reason: str = Field("", max_length=400)


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason, and what it weighs."""

    words: str
    weight: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Another order of the same person or card."""

    code: str
    who: str
    href: str
    link: str
    total: str
    state: str
    tone: str
    at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An order in review, ready to show."""

    code: str = ""
    who: str = ""
    email: str = ""
    event: str = ""
    total: str = ""
    score: str = ""
    state: str = ""
    tone: str = "info"
    is_waiting: bool = False
    opened: str = ""
    release: str = ""
    decided: str = ""
    decider: str = ""
    note: str = ""
    reasons: tuple[ReasonRow, ...] = ()
    links: tuple[LinkRow, ...] = ()


class ReviewPageState(rx.State):
    """One order in review."""

    _access: ClassVar[str] = "staff"

    review: Shown = Shown()
    asking: str = ""
    errors: dict[str, str] = {}
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the order that the address names."""
        actor.require_staff(StaffPermission.review)
        self.asking, self.errors, self.busy, self.missing = "", {}, False, False
        try:
            self.review = await _load(rt, actor, self._order_id(), visit.locale)
        except NotFound:
            self.missing = True
        self.loaded = True

    @handler
    async def ask(self, what: Literal["approve", "refuse", "list"]) -> None:
        """Open the dialog of one decision."""
        self.asking, self.errors = what, {}

    @handler
    async def keep(self) -> None:
        """Decide later."""
        self.asking = ""

    @handler
    async def approve(self, rt: Runtime, actor: Actor, visit: Visit, form: DecisionForm) -> Any:
        """Let the order go."""
        self.busy = True
        yield
        self.busy, self.asking = False, ""
        async with rt.unit_of_work(actor) as uow:
            await orders.approve_review(uow, actor, order_id=self._order_id(), note=form.note)
        await self._tell(rt, actor, visit, msgid("Approved. The tickets are on their way."))

    @handler
    async def refuse(self, rt: Runtime, actor: Actor, visit: Visit, form: RefusalForm) -> Any:
        """Cancel the order, with its money."""
        self.busy = True
        yield
        self.busy, self.asking = False, ""
        async with rt.unit_of_work(actor) as uow:
            await orders.refuse_review(uow, actor, order_id=self._order_id(), note=form.refusal)
        await self._tell(rt, actor, visit, msgid("Refused. The money is on its way back."))

    @handler
    async def put(self, rt: Runtime, actor: Actor, visit: Visit, form: ListForm) -> None:
        """Put the buyer and the card on a list."""
        if not form.reason.strip():
            raise Invalid({"reason": NO_REASON})
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await orders.list_buyer(
                uow, actor, order_id=self._order_id(), kind=form.kind, reason=form.reason.strip()
            )
        self.asking = ""
        await self._tell(rt, actor, visit, LISTED[form.kind])

    def _order_id(self) -> Any:
        return held_id(self.router.url.path.rstrip("/").rsplit("/", 1)[1])

    async def _tell(self, rt: Runtime, actor: Actor, visit: Visit, words: str) -> None:
        self.review = await _load(rt, actor, self._order_id(), visit.locale)
        await notify(self, "good", say(words, visit.locale))


async def _load(rt: Runtime, actor: Actor, order_id: Any, locale: str) -> Shown:
    async with rt.read() as session:
        review = await risk.review_of(session, order_id)
        if review is None:
            raise NotFound
        links = await risk.linked_orders(session, order_id)
        sold = await order_queries.many(session, actor, {order_id, *links})
        cards = await events.cards(session, {review.event_id})
        names = await identity.names(session, {review.decided_by})
        held = await risk.reviewed(session, links)
    order = sold[order_id]
    event = cards.get(review.event_id)
    shown = _shown(review, order, event.title if event else "", locale)
    decider = names.get(review.decided_by) or say(BY_TIME, locale)
    rows = [
        _link(sold[other], trait, locale, is_held=other in held)
        for other, trait in links.items()
        if other in sold
    ]
    return Shown(**{**shown, "decider": decider, "links": tuple(rows)})


def _shown(review: ReviewView, order: OrderView, event: str, locale: str) -> dict[str, Any]:
    words, tone = STATES[review.state]
    waits = review.state is ReviewState.waiting
    return {
        "code": shown_code(order.code),
        "who": order.buyer_name,
        "email": order.buyer_email,
        "event": event,
        "total": price(order.total, locale),
        "score": str(review.score),
        "state": say(words, locale),
        "tone": tone,
        "is_waiting": waits,
        "opened": review.opened_at.isoformat(),
        "release": review.release_at.isoformat() if waits else "",
        "decided": review.decided_at.isoformat() if review.decided_at else "",
        "note": review.note,
        "reasons": tuple(
            ReasonRow(sentence(one, order.total.currency, locale), f"+{one.weight}")
            for one in review.reasons
        ),
    }


def _link(order: OrderView, trait: Trait, locale: str, *, is_held: bool) -> LinkRow:
    words, tone = ORDER_STATES[order.state]
    return LinkRow(
        code=shown_code(order.code),
        who=f"{order.buyer_name} · {order.buyer_email}",
        href=order_href(order.id) if is_held else "",
        link=say(LINKS[trait], locale),
        total=price(order.total, locale),
        state=say(words, locale),
        tone=tone,
        at=order.placed_at.isoformat(),
    )
