"""Disputes of an organization: by when to answer, the evidence, and the answer itself."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders import service
from bilten_app.domains.orders.public import DisputedOrder
from bilten_app.domains.payments.public import DisputeState
from bilten_app.domains.reporting import exports
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.desk import DISPUTES, ORDERS, elsewhere, reach_of
from bilten_app.web.organizer.dispute_words import OTHER_REASON, REASONS, state_of
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, text_area
from bilten_app.web.parts.links import way_out
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when

NO_WORDS = msgid("Say in a few sentences why the payment is rightful.")


class AnswerForm(BaseModel):
    """What the organizer tells the bank."""

    statement: str = Field("", max_length=5000)


@dataclass(frozen=True, slots=True)
class Row:
    """A dispute in the list."""

    id: str = ""
    code: str = ""
    href: str = ""
    who: str = ""
    reason: str = ""
    amount: str = ""
    opened: str = ""
    due: str = ""
    pack: str = ""
    state: str = ""
    tone: str = "info"
    is_open: bool = False


NO_ROW = Row()


class OwnDisputesState(rx.State):
    """What banks ask back of one organization."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    listing: Listing = Listing()
    may_answer: bool = False
    row: Row = NO_ROW
    answering: bool = False
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the disputes."""
        if away := await elsewhere(rt, actor, Permission.orders_read):
            return away
        self.answering = self.busy = False
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def ask(self, dispute_id: str) -> None:
        """Begin an answer."""
        self.row = next((row for row in self.rows if row.id == dispute_id), NO_ROW)
        self.answering, self.errors = True, {}

    @handler
    async def keep(self) -> None:
        """Answer later."""
        self.answering = False

    @handler
    async def answer(self, rt: Runtime, actor: Actor, visit: Visit, form: AnswerForm) -> Any:
        """Send the words and the evidence to the bank."""
        self.errors = {}
        if not form.statement.strip():
            raise Invalid({"statement": NO_WORDS})
        self.busy = True
        yield
        self.busy = False
        dispute_id = held_id(self.row.id)
        async with rt.read() as session:
            await orders.disputed_order(session, actor, dispute_id=dispute_id)
        told = await exports.evidence(rt, dispute_id=dispute_id, statement=form.statement.strip())
        await service.answer_dispute(rt, actor, dispute_id=dispute_id, evidence=told)
        self.answering = False
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Sent. The bank decides now."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        scope, within = await reach_of(rt, actor, Permission.orders_read)
        self.may_answer = actor.may_somewhere(Permission.orders_refund, scope)
        async with rt.read() as session:
            found = await orders.disputed_orders(session, scope, within=within)
        self.rows = [_row(one, visit.locale) for one in found]
        self.listing = Asked.of(self, DISPUTES).listing(following=None)


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Order"), lambda row: named(row.code, row.who, href=row.href), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Why"), lambda row: row.reason),
        Column(t("Amount"), lambda row: row.amount, side="end"),
        Column(t("Opened"), lambda row: when(row.opened)),
        Column(t("Answer by"), lambda row: rx.cond(row.due, when(row.due), "")),
        Column(t("Answer"), _act, side="end"),
    ]
    nothing = empty(
        t("No disputes"), t("No bank has asked for your money back. It would show here."),
        name="shield",
    )  # fmt: skip
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All orders"), href=ORDERS, class_name="text-sm font-medium text-brand"),
            rx.el.h1(t("Disputes"), class_name="mt-1 text-title"),
            rx.el.p(
                t("Tickets of a disputed order wait until the bank has decided."),
                class_name="mt-1 text-muted text-pretty",
            ),
        ),
        listing(OwnDisputesState, t("Disputes"), columns, nothing=nothing),
        _answering(OwnDisputesState.row),
        class_name="flex flex-col gap-6",
    )


def _act(row: Any) -> rx.Component:
    answer = button(t("Answer"), size="small", on_click=OwnDisputesState.ask(row.id))
    return rx.el.div(
        way_out(
            SCREEN, t("Evidence"), href=row.pack, class_name="font-medium text-brand underline"
        ),
        rx.cond(row.is_open & OwnDisputesState.may_answer, answer),
        class_name="flex flex-wrap items-center justify-end gap-3",
    )


def _answering(row: Any) -> rx.Component:
    return form_dialog(
        t("Answer the bank"),
        text_area(
            t("Why is the payment rightful?"), name="statement", rows=6,
            hint=t("Talked to the buyer? Say when, and what was said."),
            error=OwnDisputesState.errors["statement"],
        ),
        id="answer-dispute",
        is_open=OwnDisputesState.answering,
        before=rx.el.p(
            t(
                "Your words go to the bank with what Bilten knows: the order, the mails, the "
                "admissions and your refund policy. You can answer once."
            ),
            class_name="mt-3 text-muted text-pretty",
        ),
        does=t("Send to the bank"),
        leaves=t("Answer later"),
        busy=OwnDisputesState.busy,
        on_submit=OwnDisputesState.answer,
        on_close=OwnDisputesState.keep,
        key=row.id,
    )  # fmt: skip


def _row(one: DisputedOrder, locale: str) -> Row:
    dispute = one.dispute
    words, tone = state_of(dispute)
    waits = dispute.state is DisputeState.opened
    return Row(
        id=str(dispute.id),
        code=shown_code(one.code),
        href=f"{ORDERS}/{one.code}",
        who=one.buyer_name,
        reason=say(REASONS.get(dispute.reason, OTHER_REASON), locale),
        amount=price(dispute.amount, locale),
        opened=dispute.opened_at.isoformat(),
        due=dispute.respond_by.isoformat() if waits and dispute.respond_by else "",
        pack=f"{DISPUTES}/{dispute.id}/evidence.pdf",
        state=say(words, locale),
        tone=tone,
        is_open=waits,
    )
