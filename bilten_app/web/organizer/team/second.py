"""The part of the team page that asks everybody for a second step at sign-in."""

from typing import ClassVar

import reflex as rx

from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import both, msgid, say
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import organization
from bilten_app.web.parts.data import badge, card
from bilten_app.web.parts.fields import button
from bilten_app.web.words import t


class SecondStepState(rx.State):
    """Whether the desk's organization asks for it, and who has none yet."""

    _access: ClassVar[str] = "organizer"

    asked: bool = False
    without: str = ""

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show it to who may change it."""
        mine = await organization(rt, actor)
        if actor.may(Permission.team_manage, mine.id):
            await self._read(rt, actor, visit)

    @handler
    async def ask(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Ask for it from now on."""
        said = msgid("Asked from now on. Who has none was told by mail.")
        await self._change(rt, actor, visit, said, asked=True)

    @handler
    async def drop(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Ask for it no more."""
        await self._change(rt, actor, visit, msgid("No longer asked."), asked=False)

    async def _change(
        self, rt: Runtime, actor: Actor, visit: Visit, said: str, *, asked: bool
    ) -> None:
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.ask_second_step(uow, actor, organizer_id=mine.id, asked=asked)
        await self._read(rt, actor, visit)
        await notify(self, "good", say(said, visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        mine = await organization(rt, actor)
        async with rt.read() as session:
            rule = await queries.second_step_rule(
                session, actor.require(Permission.team_manage, mine.id)
            )
        self.asked, self.without = rule.is_asked, both(rule.without, visit.locale)


def second_step_rule() -> rx.Component:
    """Draw it; who has none is named, so that nobody is shut out by surprise."""
    return card(
        rx.el.div(
            rx.el.h2(t("Second step for everybody"), class_name="text-heading"),
            rx.cond(SecondStepState.asked, badge(t("On"), tone="good"), badge(t("Off"))),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.p(
            t(
                "Nobody of the team acts here without a code or a passkey beside their password. "
                "API keys go on working."
            ),
            class_name="mt-1 text-[0.9375rem] text-muted",
        ),
        rx.cond(
            SecondStepState.without,
            rx.el.p(
                t("Without one now: {names}.", names=SecondStepState.without),
                class_name="mt-3 text-[0.9375rem]",
            ),
        ),
        rx.el.div(
            rx.cond(
                SecondStepState.asked,
                button(t("Ask for it no more"), look="danger", on_click=SecondStepState.drop),
                button(t("Ask everybody for it"), on_click=SecondStepState.ask),
            ),
            rx.el.a(
                t("Your own security"),
                href=SECURITY,
                class_name="font-medium text-brand hover:underline",
            ),
            class_name="mt-5 flex flex-wrap items-center gap-5",
        ),
    )  # fmt: skip
