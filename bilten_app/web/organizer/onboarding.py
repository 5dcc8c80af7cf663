"""Begin to sell: make an organization."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web.auth.ways import CHECK_MAIL
from bilten_app.web.handler import depart, handler
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.parts.fields import button, form, text_area, text_field
from bilten_app.web.words import t


class OrganizationForm(BaseModel):
    """What is asked of a new organization."""

    name: str = Field(max_length=200)
    about: str = Field("", max_length=4000)


class OnboardingState(rx.State):
    """Making an organization."""

    _access: ClassVar[str] = "user"

    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, actor: Actor) -> Any:
        """Send on who still has to prove their address, and who has an organization."""
        self.errors, self.busy = {}, False
        if not actor.verified:
            return rx.redirect(f"{CHECK_MAIL}?next=/organizer/new")
        if actor.grants:
            return rx.redirect(EVENTS)
        self.loaded = True
        return None

    @handler
    async def create(self, rt: Runtime, actor: Actor, form: OrganizationForm) -> Any:
        """Make the organization and go on to the first event."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        await organizers.create(rt, actor, name=form.name, about=form.about)
        await depart(self, f"{EVENTS}/new")


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.h1(t("Sell your own tickets"), class_name="text-title text-balance"),
        rx.el.p(
            t("First, who holds the events? This name stands on your pages, tickets and mails."),
            class_name="mt-2 text-muted text-pretty",
        ),
        form(
            text_field(
                t("Name of the organization"),
                name="name",
                auto_complete="organization",
                required=True,
                max_length=80,
                error=OnboardingState.errors["name"],
            ),
            text_area(
                t("About it"),
                name="about",
                rows=4,
                optional=t("optional"),
                hint=t("A few sentences for guests who do not know you yet."),
                error=OnboardingState.errors["about"],
            ),
            button(
                t("Go on"),
                type="submit",
                size="large",
                wide=True,
                busy=OnboardingState.busy,
            ),
            on_submit=OnboardingState.create,
            class_name="mt-8",
        ),
    )
