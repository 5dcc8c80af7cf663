"""How the organization presents itself."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.media.public import MediaKind
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import organization
from bilten_app.web.organizer.files import refusal_words
from bilten_app.web.organizer.parts import settings_tabs
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.event import Picture, picture_of
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, form, text_area, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

LOGO_WIDTH = 128
NO_PICTURE = Picture()


class ProfileForm(BaseModel):
    """What guests see of the organization."""

    name: str = Field(max_length=200)
    about: str = Field("", max_length=4000)
    color: str = Field(max_length=7)


class SettingsState(rx.State):
    """The organization's profile."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    name: str = ""
    about: str = ""
    color: str = ""
    logo: Picture = NO_PICTURE
    may_edit: bool = False
    trouble: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the profile."""
        mine = await organization(rt, actor)
        self.id, self.slug, self.name, self.about = str(mine.id), mine.slug, mine.name, mine.about
        self.color, self.logo = mine.color, picture_of(mine.logo, LOGO_WIDTH)
        self.may_edit = actor.may(Permission.team_manage, mine.id)
        asked = self.router.url.query_parameters
        refused = asked.get("picture", "")
        self.trouble, self.errors = refusal_words(refused, visit.locale, MediaKind.logo), {}
        self.loaded = True

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: ProfileForm) -> Any:
        """Save the profile."""
        self.errors = {}
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.edit(
                uow, actor, organizer_id=UUID(str(mine.id)), name=form.name, about=form.about,
                color=form.color, logo_id=mine.logo_id,
            )  # fmt: skip
        await notify(self, "good", say(msgid("Saved."), visit.locale))


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.h1(t("Settings"), class_name="text-title"),
        settings_tabs("profile"),
        rx.cond(SettingsState.loaded, _settings(), loading_rows()),
        class_name="flex flex-col gap-6",
    )


def _settings() -> rx.Component:
    return rx.el.div(
        rx.cond(SettingsState.trouble, banner(SettingsState.trouble, tone="bad")),
        rx.cond(
            SettingsState.may_edit,
            rx.fragment(_profile(), _logo()),
            banner(t("Only owners can change these settings.")),
        ),
        rx.el.a(
            t("Your account and signing out"),
            href="/account",
            class_name="self-start font-medium text-brand hover:underline",
        ),
        class_name="flex max-w-2xl flex-col gap-6",
    )


def _profile() -> rx.Component:
    errors = SettingsState.errors
    return card(
        form(
            text_field(
                t("Name of the organization"), name="name", default_value=SettingsState.name,
                required=True, max_length=80, error=errors["name"],
            ),
            text_area(
                t("About it"), name="about", rows=4, default_value=SettingsState.about,
                error=errors["about"],
            ),
            text_field(
                t("Colour"), name="color", type="color", default_value=SettingsState.color,
                hint=t("On tickets and mails."), error=errors["color"],
            ),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=SettingsState.save,
        )
    )  # fmt: skip


def _logo() -> rx.Component:
    shown = rx.el.img(
        src=SettingsState.logo.url,
        alt=SettingsState.logo.alt,
        class_name="size-24 rounded-card border border-line object-contain",
    )
    return card(
        rx.cond(SettingsState.logo.url, shown),
        native_form(
            text_field(
                t("Logo"), name="picture", type="file", required=True,
                accept="image/jpeg,image/png,image/webp,image/avif",
                hint=t("Square looks best. At most 10 MB."),
            ),
            rx.el.div(button(t("Upload"), look="quiet", type="submit")),
            action=f"/uploads/organization/{SettingsState.slug}/logo",
            enc_type="multipart/form-data",
            class_name="mt-4 flex flex-col gap-4",
        ),
    )  # fmt: skip
