"""How somebody is called, and how they want things shown."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from babel import Locale
from pydantic import BaseModel, Field

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import LOCALES, msgid, say
from bilten_app.kit.zones import zones
from bilten_app.web import shell
from bilten_app.web.abroad import NAMES
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.page import Page
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import skeleton
from bilten_app.web.parts.fields import button, form, select_field, text_field
from bilten_app.web.public.account.picture import picture_form, picture_trouble
from bilten_app.web.session import SessionState, initials_of
from bilten_app.web.words import t

PATH = "/account/profile"


class DetailsForm(BaseModel):
    """A profile as it is to be."""

    name: str = Field(max_length=200)
    locale: str = Field(LOCALES[0], max_length=12)
    time_zone: str = Field("", max_length=60)
    currency: str = Field("", max_length=3)


@dataclass(frozen=True, slots=True)
class Details:
    """What the form begins with."""

    name: str = ""
    email: str = ""
    locale: str = ""
    time_zone: str = ""
    currency: str = ""


NOBODY = Details()


class DetailsState(rx.State):
    """My own profile."""

    _access: ClassVar[str] = "user"

    mine: Details = NOBODY
    trouble: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the profile; a currency that was chosen before signing in is shown, too."""
        async with rt.read() as session:
            found = await queries.profile(session, actor.require_user())
        self.mine = Details(
            found.name, found.email, found.locale, found.time_zone, visit.currency
        )  # fmt: skip
        self.trouble = picture_trouble(self.router.url.query_parameters, visit.locale)
        self.errors, self.loaded = {}, True

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: DetailsForm) -> None:
        """Save the profile."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await identity.change_profile(
                uow, actor, name=form.name, locale=form.locale, time_zone=form.time_zone,
                currency=form.currency,
            )  # fmt: skip
        session = await self.get_state(SessionState)
        session.name, session.initials = form.name, initials_of(form.name)
        await notify(self, "good", say(msgid("Saved."), visit.locale))


def page() -> rx.Component:
    """The page of one's own profile."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Profile"), class_name="text-title"),
            rx.el.p(
                t("How we call you, and how we show you times and prices."),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.cond(
            DetailsState.loaded,
            rx.fragment(picture_form(DetailsState.trouble), card(_form())),
            skeleton("h-96 w-full"),
        ),
        class_name="flex flex-col gap-6",
    )


def _form() -> rx.Component:
    mine, errors = DetailsState.mine, DetailsState.errors
    return form(
        text_field(
            t("Your name"), name="name", auto_complete="name", required=True, max_length=80,
            default_value=mine.name, error=errors["name"],
            hint=t("On new orders. Tickets that you have keep the name they were made out to."),
        ),
        _address(mine.email),
        *_languages(mine.locale, errors["locale"]),
        select_field(
            t("Time zone"), name="time_zone", default_value=mine.time_zone,
            options=[("", t("None chosen: UTC")), *((one, _zone(one)) for one in sorted(zones()))],
            hint=t("For times in mails about your account. Events keep their own."),
            error=errors["time_zone"],
        ),
        select_field(
            t("Currency"), name="currency", default_value=mine.currency,
            options=[
                ("", t("Only the event's currency")),
                *((code, f"{name} ({code})") for name, code in NAMES),
            ],
            hint=t("Prices are also shown in it, to read. You are charged in the event's own."),
            error=errors["currency"],
        ),
        rx.el.div(button(t("Save"), type="submit")),
        on_submit=DetailsState.save,
    )  # fmt: skip


def _address(email: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(t("E-mail"), class_name="text-[0.9375rem] font-medium"),
        rx.el.p(email, class_name="break-words"),
        rx.el.a(
            t("Change the address"),
            href=SECURITY,
            class_name="text-sm font-medium text-brand hover:underline",
        ),
        class_name="flex flex-col items-start gap-1",
    )


def _languages(chosen: Any, error: Any) -> list[rx.Component]:
    """Let somebody choose where there is a choice."""
    if len(LOCALES) == 1:
        return []
    options = [(code, Locale.parse(code).get_display_name(code)) for code in LOCALES]
    return [
        select_field(
            t("Language"), name="locale", default_value=chosen, options=options, error=error
        )
    ]  # fmt: skip


def _zone(name: str) -> str:
    return name.replace("_", " ")


PAGE = Page(
    PATH,
    page,
    msgid("Profile"),
    frame=shell.quiet,
    on_load=(DetailsState.open,),
    ready=DetailsState.loaded,
)
