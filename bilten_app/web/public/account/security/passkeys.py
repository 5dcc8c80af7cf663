"""The part of the security page about passkeys."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LONGEST_NAME, PasskeyView
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.public.account.passkey import passkey_form
from bilten_app.web.public.account.security.section import section
from bilten_app.web.words import t, when


class NameForm(BaseModel):
    """What a passkey is called."""

    passkey_id: UUID
    new_name: str = Field(min_length=1, max_length=LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey; instants are ISO."""

    id: str
    name: str
    since: str
    used_at: str
    is_synced: bool
    is_flagged: bool


class PasskeysState(rx.State):
    """My passkeys."""

    _access: ClassVar[str] = "user"

    passkeys: list[PasskeyRow] = []
    renaming: str = ""
    errors: dict[str, str] = {}

    @handler
    async def look(self, rt: Runtime, actor: Actor) -> None:
        """Show them."""
        self.renaming, self.errors = "", {}
        async with rt.read() as session:
            self.passkeys = [_row(one) for one in await queries.passkeys(session, actor)]

    @handler
    async def begin(self, passkey_id: UUID) -> None:
        """Ask for a name."""
        self.renaming, self.errors = str(passkey_id), {}

    @handler
    async def rename(self, rt: Runtime, actor: Actor, form: NameForm) -> None:
        """Call one something else."""
        async with rt.unit_of_work(actor) as uow:
            await identity.name_passkey(uow, actor, passkey_id=form.passkey_id, name=form.new_name)
        await self._look_again(rt, actor)

    @handler
    async def remove(self, rt: Runtime, actor: Actor, visit: Visit, passkey_id: UUID) -> None:
        """Take one away."""
        browser = Browser(visit.address, self.router.headers.user_agent)
        await identity.remove_passkey(rt, actor, passkey_id=passkey_id, browser=browser)
        await self._look_again(rt, actor)
        await notify(self, "good", say(msgid("That passkey is gone."), visit.locale))

    async def _look_again(self, rt: Runtime, actor: Actor) -> None:
        self.renaming, self.errors = "", {}
        async with rt.read() as session:
            self.passkeys = [_row(one) for one in await queries.passkeys(session, actor)]


def passkeys() -> rx.Component:
    """What opens the account without a password."""
    return section(
        t("Passkeys"),
        t("Your fingerprint, face or screen lock instead of a password. Nobody can phish it."),
        rx.el.ul(
            rx.foreach(PasskeysState.passkeys, _passkey),
            class_name="flex flex-col divide-y divide-line empty:hidden",
        ),
        passkey_form(
            t("Add a passkey"),
            text_field(
                t("Name of the passkey"), name="name", max_length=LONGEST_NAME, required=True,
                hint=t("For example: my telephone."),
            ),
            purpose="add",
        ),
        anchor="passkeys",
    )  # fmt: skip


def _passkey(row: PasskeyRow) -> rx.Component:
    return rx.el.li(
        rx.cond(PasskeysState.renaming == row.id, _naming(row), _shown(row)),
        class_name="py-4 first:pt-0 last:pb-0",
    )


def _shown(row: PasskeyRow) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.name, class_name="font-medium break-words"),
                rx.cond(row.is_flagged, badge(t("May be copied"), tone="bad")),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(
                t("Since {when}", when=when(row.since)),
                rx.cond(row.used_at, rx.fragment(" · ", t("used {when}", when=when(row.used_at)))),
                class_name="mt-1 text-sm text-muted",
            ),
            class_name="min-w-0 flex-1",
        ),
        button(
            t("Rename"), look="quiet", size="small", on_click=PasskeysState.begin(row.id),
            aria_label=t("Rename {name}", name=row.name),
        ),
        button(
            t("Remove"), look="danger", size="small", on_click=PasskeysState.remove(row.id),
            aria_label=t("Remove {name}", name=row.name),
        ),
        class_name="flex flex-wrap items-start gap-2",
    )  # fmt: skip


def _naming(row: PasskeyRow) -> rx.Component:
    return form(
        rx.el.input(type="hidden", name="passkey_id", value=row.id, read_only=True),
        text_field(
            t("New name"), name="new_name", max_length=LONGEST_NAME, default_value=row.name,
            error=PasskeysState.errors["new_name"],
        ),
        button(t("Save"), type="submit", size="small"),
        on_submit=PasskeysState.rename,
    )  # fmt: skip


def _row(one: PasskeyView) -> PasskeyRow:
    return PasskeyRow(
        id=str(one.id),
        name=one.name,
        since=one.since.isoformat(),
        used_at=one.used_at.isoformat() if one.used_at else "",
        is_synced=one.is_synced,
        is_flagged=one.is_flagged,
    )
