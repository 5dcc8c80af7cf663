"""Ending mails by a link: the page for people, and the one POST that mail programs send.

Looking changes nothing, for machines follow links. Who posts needs no session and no account.
"""

from typing import Annotated, ClassVar
from uuid import UUID

import reflex as rx
from fastapi import APIRouter, Form
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.messaging.public import Stop
from bilten_app.domains.messaging.service import StopLink
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import msgid, say
from bilten_app.web import door, shell
from bilten_app.web.auth.asking import Asking
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.page import Page
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner, skeleton
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.missing import not_found
from bilten_app.web.words import t

PATH = "/unsubscribe"
ONE_CLICK = "List-Unsubscribe"
ENDED = "No more of these mails will be sent.\n"
TITLES = {
    Stop.news: msgid("Stop news from {name}?"),
    Stop.waiting: msgid("Leave the waiting list for {name}?"),
}
NAMELESS = msgid("Stop these mails?")
AFTER = {
    Stop.news: msgid("They may not write to you any more. Tickets and changes still come by mail."),
    Stop.waiting: msgid("You left the list. Your place in it is gone."),
}

router = APIRouter(include_in_schema=False)


@router.post(PATH + "/{stop}/{subject}/{secret}")
async def end(
    stop: str,
    subject: str,
    secret: str,
    visit: Asking,
    one_click: Annotated[str, Form(alias=ONE_CLICK, max_length=40)] = "",
) -> Response:
    """End mails. A mail program gets a line of text, a person their page again."""
    path = f"{PATH}/{stop}/{subject}/{secret}"
    try:
        await _end(path, visit)
    except NotFound as refusal:
        return PlainTextResponse(say(refusal.text, visit.locale), refusal.status)
    if one_click:
        return PlainTextResponse(ENDED)
    return RedirectResponse(f"{path}?done=1", 303)


async def _end(path: str, visit: Visit) -> None:
    if (link := _link_of(path)) is None:
        raise NotFound
    await messaging.stop_mails(door.runtime(), visit.actor, link, address=visit.address)


class StopState(rx.State):
    """What a link would end, and whether it did."""

    _access: ClassVar[str] = "public"

    action: str = ""
    title: str = ""
    after: str = ""
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Look what the link of the address is about."""
        self.after = ""
        await find(self, rt, self.router.url.path, visit.locale)
        link = _link_of(self.action)
        if link and self.router.url.query_parameters.get("done"):
            self.after = say(AFTER[link.stop], visit.locale)
        self.loaded = True


async def find(state: StopState, rt: Runtime, path: str, locale: str) -> None:
    """Show what the link at `path` would end; it ends nothing."""
    state.action, state.missing = path, False
    link = _link_of(path)
    try:
        found = await messaging.stopping(rt, link) if link else None
    except NotFound:
        found = None
    if found is None:
        state.missing = True
        return
    title = TITLES[found.stop] if found.name else NAMELESS
    state.title = say(title, locale, name=found.name)


def page() -> rx.Component:
    """The page behind the link."""
    return rx.cond(
        StopState.loaded,
        rx.cond(StopState.missing, not_found(), rx.cond(StopState.after, _done(), _question())),
        skeleton("h-56 w-full"),
    )


def _question() -> rx.Component:
    return rx.el.div(
        rx.el.h1(StopState.title, class_name="text-title text-balance"),
        card(
            rx.el.p(t("You need not sign in. One click, and it is done."), class_name="text-muted"),
            native_form(
                button(t("Stop these mails"), type="submit", wide=True),
                action=StopState.action,
                class_name="mt-5",
            ),
        ),
        class_name="flex flex-col gap-6",
    )


def _done() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("That was it"), class_name="text-title"),
        banner(StopState.after, tone="good"),
        class_name="flex flex-col gap-6",
    )


def _link_of(path: str) -> StopLink | None:
    """Return the link of an address; None when it cannot be one."""
    try:
        stop, subject, secret = path.removeprefix(f"{PATH}/").split("/")
        return StopLink(Stop(stop), UUID(subject), secret)
    except ValueError:
        return None


PAGE = Page(
    PATH + "/[stop]/[subject]/[secret]",
    page,
    msgid("Stop mails"),
    frame=shell.quiet,
    on_load=(StopState.open,),
    ready=StopState.loaded,
)
