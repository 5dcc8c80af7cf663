"""Being forgotten without an account: a link by mail, what goes, what stays, and the choice."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, EmailStr

from bilten_app.domains.privacy import queries
from bilten_app.domains.privacy import service as privacy
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.page import Page
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner, message, skeleton
from bilten_app.web.parts.fields import button, form, link_button, text_field
from bilten_app.web.public.account.privacy.words import what_goes, what_stays
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.words import t, when

PATH = "/delete-my-data"


class AskForm(BaseModel):
    """The address that was bought with."""

    email: EmailStr


class AskErasureState(rx.State):
    """Asking for the link; the answer is the same whether we know the address."""

    _access: ClassVar[str] = "public"

    asked_for: str = ""
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self) -> None:
        """Begin anew."""
        self.asked_for, self.errors, self.busy, self.loaded = "", {}, False, True

    @handler
    async def ask(self, rt: Runtime, actor: Actor, visit: Visit, form: AskForm) -> Any:
        """Let the link be mailed to this address."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        await privacy.ask_by_mail(
            rt, actor, email=form.email, locale=visit.locale, address=visit.address
        )
        self.asked_for = form.email


class ErasureLinkState(rx.State):
    """The erasure of a mailed link."""

    _access: ClassVar[str] = "public"

    address: str = ""
    stands: str = ""
    due_at: str = ""
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime) -> None:
        """Load the erasure of the address."""
        self.address, self.missing, self.stands = self.router.url.path, False, ""
        try:
            await self._look(rt)
        except NotFound:
            self.missing = True
        self.loaded = True

    @handler
    async def erase(self, rt: Runtime, actor: Actor) -> None:
        """Let what belongs to the address be erased, once the time to think has passed."""
        code, secret = link_of(self.address)
        await privacy.confirm_by_link(rt, actor, erasure_id=held_id(code), secret=secret)
        await self._look(rt)

    @handler
    async def keep(self, rt: Runtime, actor: Actor) -> None:
        """Keep it after all."""
        code, secret = link_of(self.address)
        await privacy.take_back_by_link(rt, actor, erasure_id=held_id(code), secret=secret)
        await self._look(rt)

    async def _look(self, rt: Runtime) -> None:
        code, secret = link_of(self.address)
        async with rt.read() as session:
            found = await queries.by_link(
                session, rt.vault, erasure_id=held_id(code), secret=secret
            )
        self.stands, self.due_at = found.state.value, found.due_at.isoformat()


async def document(asked: Asked) -> Document:
    """Return the head, for nobody but who was mailed the link; raises NotFound for a wrong one."""
    code, secret = asked.path["code"], asked.path["secret"]
    async with asked.rt.read() as session:
        await queries.by_link(session, asked.rt.vault, erasure_id=held_id(code), secret=secret)
    return Document(Head(f"{asked.pen.t('Delete my data')} · Bilten", is_secret=True))


def ask_page() -> rx.Component:
    """The page on which a guest asks for the link."""
    return rx.el.div(
        rx.el.div(rx.cond(AskErasureState.asked_for, _answer()), role="status"),
        rx.cond(AskErasureState.asked_for, rx.fragment(), _form()),
    )


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Delete my data"), class_name="text-title"),
            rx.el.p(
                t(
                    "Bought without an account? Tell us the address you bought with, and we mail "
                    "you a link to delete what we know of you."
                ),
                class_name="mt-2 text-muted",
            ),
        ),
        form(
            text_field(
                t("E-mail"), name="email", type="email", auto_complete="email", required=True,
                error=AskErasureState.errors["email"], max_length=254,
            ),
            button(
                t("Mail me the link"), size="large", wide=True, type="submit",
                busy=AskErasureState.busy,
            ),
            on_submit=AskErasureState.ask,
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _answer() -> rx.Component:
    return message(
        "mail",
        t("Look into your mail"),
        t(
            "If we know something of {email}, a mail with a link is on its way. Nothing is "
            "deleted before you follow it.",
            email=AskErasureState.asked_for,
        ),
        button(t("Try another address"), look="quiet", on_click=AskErasureState.open),
    )


def link_page() -> rx.Component:
    """The page that the link leads to."""
    return rx.cond(
        ErasureLinkState.loaded,
        rx.cond(
            ErasureLinkState.missing,
            not_found(),
            rx.match(
                ErasureLinkState.stands,
                ("asked", _choice()),
                ("waiting", _waiting()),
                ("running", message("clock", t("One moment"), t("Your data is being deleted."))),
                ("done", message("check", t("Deleted"), t("What we knew of you is gone."))),
                _kept(),
            ),
        ),
        skeleton("h-72 w-full"),
    )


def _choice() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Delete what we know of you?"), class_name="text-title"),
        card(what_goes(), rx.el.div(what_stays(), class_name="mt-6")),
        rx.el.div(
            button(t("Delete it"), look="danger", on_click=ErasureLinkState.erase),
            button(t("Keep it"), look="quiet", on_click=ErasureLinkState.keep),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="flex flex-col gap-6",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Your data will be deleted"), class_name="text-title"),
        banner(
            t(
                "It is deleted {when}. Until then you can take it back.",
                when=when(ErasureLinkState.due_at),
            ),
            tone="warn",
        ),
        rx.el.div(button(t("Keep my data"), size="large", on_click=ErasureLinkState.keep)),
        class_name="flex flex-col gap-6",
    )


def _kept() -> rx.Component:
    return message(
        "check",
        t("Everything stays as it is"),
        t("Nothing was deleted. You can ask again whenever you like."),
        link_button(t("Discover events"), href="/discover", look="quiet"),
    )


LINK_PAGE = Page(
    "/erasure/[code]/[secret]",
    link_page,
    msgid("Delete my data"),
    frame=shell.quiet,
    on_load=(ErasureLinkState.open,),
    ready=ErasureLinkState.loaded,
    document=document,
)
