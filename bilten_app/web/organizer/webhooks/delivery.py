"""One delivery: its body, and every attempt with what was answered."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.webhooks import queries
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, named_id, notify
from bilten_app.web.organizer.desk import WEBHOOKS, elsewhere
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.organizer.webhooks.view import (
    AttemptRow,
    CallRow,
    attempt_rows,
    call_row,
    pretty,
)
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.words import t

LOOK_S = 3
NO_CALL = CallRow()
BACK = "text-sm font-medium text-brand"
BLOCK = (
    "max-h-[32rem] overflow-auto rounded-control bg-sunken p-4 font-mono text-[0.8125rem] "
    "leading-relaxed"
)


class CallPageState(rx.State):
    """One delivery with its body and every attempt."""

    _access: ClassVar[str] = "organizer"

    hook_id: str = ""
    call: CallRow = NO_CALL
    body: str = ""
    attempts: list[AttemptRow] = []
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the delivery that the address names."""
        if away := await elsewhere(rt, actor, Permission.webhooks_manage, whole=True):
            return away
        self.missing = False
        try:
            await self._read(rt, actor, visit, named_id(self))
        except NotFound:
            self.missing = True
        self.loaded = True
        return None

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """See what came of it."""
        await self._read(rt, actor, visit, held_id(self.call.id))

    @handler
    async def replay(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Send it again under the id it has."""
        async with rt.unit_of_work(actor) as uow:
            await webhooks.replay(uow, actor, call_id=held_id(self.call.id))
        await self._read(rt, actor, visit, held_id(self.call.id))
        await notify(self, "info", say(msgid("It is sent again."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit, call_id: UUID) -> None:
        async with rt.read() as session:
            found = await queries.call(session, actor, call_id)
        self.hook_id = str(found.call.endpoint_id)
        self.call = call_row(found.call, WEBHOOKS, visit.locale)
        self.body, self.attempts = pretty(found.body), attempt_rows(found.attempts, visit.locale)


CALL: Any = CallPageState


def call_page() -> rx.Component:
    """One delivery, top to bottom."""
    gone = empty(
        t("This delivery is not here"),
        t("Deliveries are kept for thirty days."),
        link_button(t("All webhooks"), href=WEBHOOKS, look="quiet"),
    )
    return rx.cond(CALL.missing, gone, rx.cond(CALL.loaded, _call(CALL.call), loading_rows()))


def _call(call: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("Its webhook"), href=f"{WEBHOOKS}/{CALL.hook_id}", class_name=BACK),
            rx.el.h1(call.kind, class_name="mt-1 text-title"),
            rx.el.p(call.message_id, class_name="mt-1 font-mono text-sm text-muted break-all"),
            rx.el.div(state_badge(call.state, call.tone), class_name="mt-3"),
        ),
        rx.el.div(button(t("Send again"), look="quiet", on_click=CALL.replay)),
        card(
            rx.el.h2(t("Attempts"), class_name="text-heading"),
            rx.cond(
                CALL.attempts,
                rx.el.ol(
                    rx.foreach(CALL.attempts, _attempt), class_name="mt-2 divide-y divide-line"
                ),
                rx.el.p(t("It was not sent yet."), class_name="mt-2 text-muted"),
            ),
        ),
        card(
            rx.el.h2(t("Body"), class_name="text-heading"),
            rx.el.pre(CALL.body, tab_index=0, dir="ltr", class_name=f"mt-4 {BLOCK}"),
        ),
        pulse(seconds=LOOK_S, on_beat=CALL.look),
        class_name="flex max-w-4xl flex-col gap-6",
    )


def _attempt(one: AttemptRow) -> rx.Component:
    said = rx.el.pre(
        one.body, tab_index=0, dir="ltr", class_name=f"mt-2 whitespace-pre-wrap {BLOCK}"
    )
    return rx.el.li(
        rx.el.div(
            rx.el.span(one.answer, class_name="font-medium"),
            rx.el.span(one.at, " · ", one.took, class_name="tabular text-sm text-muted"),
            class_name="flex flex-wrap items-baseline justify-between gap-x-4",
        ),
        rx.cond(one.body, said),
        class_name="py-3",
    )
