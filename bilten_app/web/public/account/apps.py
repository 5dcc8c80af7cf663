"""The apps that may act for me: what each may do, when it last did, and shutting one out."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.apps import queries
from bilten_app.domains.apps import service as apps
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.organizer.developers.rows import SCOPE_WORDS
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import dialog, empty, failed, skeleton
from bilten_app.web.parts.fields import button
from bilten_app.web.words import t, when

PATH = "/account/apps"


@dataclass(frozen=True, slots=True)
class AccessRow:
    """An app that I let in."""

    id: str
    name: str
    organization: str
    scopes: str
    since: str
    used: str


class AccessState(rx.State):
    """The apps that I let in; `asked` is the one that may have to go."""

    _access: ClassVar[str] = "user"

    rows: list[AccessRow] = []
    asked: str = ""
    asked_name: str = ""
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show them."""
        self.asked = ""
        await self._show(rt, actor, visit.locale)
        self.loaded = True

    @handler
    async def ask(self, app_id: str) -> None:
        """Ask whether an app is to be shut out."""
        row = next((row for row in self.rows if row.id == app_id), None)
        self.asked, self.asked_name = (row.id, row.name) if row else ("", "")

    @handler
    async def keep(self) -> None:
        """Leave it in after all."""
        self.asked = ""

    @handler
    async def shut_out(self, rt: Runtime, actor: Actor, visit: Visit, app_id: str) -> None:
        """Shut an app out; a second click finds it gone."""
        if app_id not in {row.id for row in self.rows}:
            raise NotFound
        async with rt.unit_of_work(actor) as uow:
            await apps.end_access(uow, actor, app_id=held_id(app_id))
        self.asked = ""
        await self._show(rt, actor, visit.locale)

    async def _show(self, rt: Runtime, actor: Actor, locale: str) -> None:
        async with rt.read() as session:
            found = await queries.access(session, actor, now=rt.clock.now())
        self.rows = [
            AccessRow(
                id=str(one.app_id),
                name=one.app,
                organization=one.organization,
                scopes=" · ".join(say(SCOPE_WORDS[scope], locale) for scope in one.scopes),
                since=one.granted_at.isoformat(),
                used=one.used_at.isoformat() if one.used_at else "",
            )
            for one in found
        ]


def page() -> rx.Component:
    """The page, top to bottom."""
    state = AccessState
    again = failed(button(t("Try again"), look="quiet", on_click=state.open))
    shown = rx.cond(state.loaded, rx.cond(state.rows, _list(), _none()), skeleton("h-40 w-full"))
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Apps with access"), class_name="text-title"),
            rx.el.p(
                t("They may do this in your name, and never more than your role allows."),
                class_name="mt-2 text-muted text-pretty",
            ),
        ),
        rx.cond(state.failed, again, shown),
        _question(),
        class_name="flex flex-col gap-6",
    )


def _list() -> rx.Component:
    return card(
        rx.el.ul(
            rx.foreach(AccessState.rows, _row),
            aria_label=t("Apps with access"),
            class_name="-my-2 divide-y divide-line",
        )
    )


def _row(row: AccessRow) -> rx.Component:
    used = rx.cond(row.used, rx.fragment(t("Last used"), " ", when(row.used)), t("Not used yet"))
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.name, class_name="font-medium break-words"),
            rx.el.p(t("by {organization}", organization=row.organization),
                    class_name="text-sm text-muted break-words"),
            rx.el.p(row.scopes, class_name="mt-2 text-[0.9375rem]"),
            rx.el.p(
                t("Since"), " ", when(row.since), " · ", used, class_name="mt-1 text-sm text-muted"
            ),
            class_name="min-w-0 flex-1",
        ),
        button(
            t("Shut out"), look="quiet", size="small", on_click=AccessState.ask(row.id),
            aria_label=t("Shut {app} out", app=row.name),
        ),
        class_name="flex flex-col items-start gap-3 py-4 sm:flex-row sm:gap-4",
    )  # fmt: skip


def _none() -> rx.Component:
    return card(
        empty(
            t("No app may act for you"),
            t("When you let one in, it shows here with what it may do."),
            name="shield",
        )
    )


def _question() -> rx.Component:
    state = AccessState
    return dialog(
        t("Shut {app} out?", app=state.asked_name),
        rx.el.p(
            t("It can do nothing in your name any more. What it did stays done."),
            class_name="mt-3 text-muted text-pretty",
        ),
        rx.el.div(
            button(t("Leave it in"), look="quiet", on_click=state.keep),
            button(t("Shut out"), look="danger", on_click=state.shut_out(state.asked)),
            class_name="mt-6 flex flex-wrap justify-end gap-3",
        ),
        id="shut-out",
        is_open=state.asked != "",
        on_close=state.keep,
    )
