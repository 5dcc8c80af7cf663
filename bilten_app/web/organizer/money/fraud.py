"""Fraud protection: from which score an organizer wants more care than the platform takes."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk import service
from bilten_app.domains.risk.public import Thresholds
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import elsewhere, scope_of
from bilten_app.web.organizer.membership import may
from bilten_app.web.organizer.money.shared import FRAUD, head
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, failed
from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.words import t

STEPS = ("step_up", "review", "refuse")
SAVED = msgid("Saved. It counts for every order from now on.")
NO_NUMBER = msgid("Write a whole number from 1 to 100.")
LAXER = msgid("Bilten acts from a lower score already. Choose at most that one.")


class FraudForm(BaseModel):
    """Scores as typed; an empty one leaves it to the platform."""

    step_up: str = Field("", max_length=4)
    review: str = Field("", max_length=4)
    refuse: str = Field("", max_length=4)


class FraudState(rx.State):
    """The thresholds of one organization, beside those of the platform."""

    _access: ClassVar[str] = "organizer"

    platform: dict[str, str] = {}
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the thresholds."""
        if away := await elsewhere(rt, actor, Permission.finances_read):
            return away
        await self._read(rt, actor)
        self.errors = {}
        self.loaded = True
        return None

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: FraudForm) -> None:
        """Be as strict as the form says."""
        self.errors = {}
        scope = await scope_of(rt, actor, Permission.finances_manage)
        async with rt.unit_of_work(actor) as uow:
            base = (await risk.ruleset(uow.session)).ruleset.thresholds
            wanted = read_thresholds(form, base)
            await service.change_thresholds(uow, actor, organizer_id=scope, thresholds=wanted)
        await self._read(rt, actor)
        await notify(self, "good", say(SAVED, visit.locale))

    async def _read(self, rt: Runtime, actor: Actor) -> None:
        scope = await scope_of(rt, actor, Permission.finances_read)
        async with rt.read() as session:
            base = (await risk.ruleset(session)).ruleset.thresholds
            own = await risk.own_thresholds(session, scope)
        self.platform = {name: str(getattr(base, name)) for name in STEPS}
        self.typed = {name: _stricter(getattr(own or base, name), base, name) for name in STEPS}


def read_thresholds(form: FraudForm, base: Thresholds) -> Thresholds:
    """Return what a form asks for, given the platform's. Raises Invalid naming the fields."""
    problems: dict[str, str] = {}
    scores: dict[str, int] = {}
    for name in STEPS:
        typed, most = getattr(form, name).strip(), getattr(base, name)
        scores[name] = int(typed) if typed.isdecimal() else most
        if typed and not typed.isdecimal():
            problems[name] = NO_NUMBER
        elif scores[name] > most:
            problems[name] = LAXER
    if problems:
        raise Invalid(problems)
    return Thresholds(**scores)


def page() -> rx.Component:
    """The page, top to bottom."""
    again = failed(button(t("Try again"), look="quiet", on_click=FraudState.open))
    body = rx.cond(
        may(Permission.finances_manage),
        _thresholds(),
        banner(t("Only owners can change how careful Bilten is with your orders.")),
    )
    return rx.el.div(
        head(t("Fraud protection"), FRAUD),
        rx.cond(FraudState.failed, again, rx.cond(FraudState.loaded, body, loading_rows())),
        class_name="flex flex-col gap-6",
    )


def _thresholds() -> rx.Component:
    return card(
        rx.el.h2(t("How careful should we be?"), class_name="text-heading"),
        rx.el.p(
            t(
                "Every order gets a score from 0 (nothing unusual) to 100. You can ask for more "
                "care with your events than Bilten takes by itself, not for less. A lower number "
                "is more careful, and stops more honest buyers too."
            ),
            class_name="mt-2 text-muted text-pretty",
        ),
        form(
            _score(t("Ask the buyer's bank from"), "step_up", t("3-D Secure, where possible.")),
            _score(
                t("Hold for review from"), "review",
                t("Paid; the tickets wait until one of us has looked, at most a day."),
            ),
            _score(t("Refuse from"), "refuse", t("Before anything is paid.")),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=FraudState.save,
            class_name="mt-6",
        ),
        class_name="max-w-2xl p-6",
    )  # fmt: skip


def _score(label: str, name: str, what: str) -> rx.Component:
    platform: Any = FraudState.platform
    typed: Any = FraudState.typed
    errors: Any = FraudState.errors
    return text_field(
        label, name=name, error=errors[name], default_value=typed[name], key=typed[name],
        hint=t("{what} Empty: from {score}, as Bilten does.", what=what, score=platform[name]),
        input_mode="numeric", max_length=4, auto_complete="off",
    )  # fmt: skip


def _stricter(score: int, base: Thresholds, name: str) -> str:
    return str(score) if score < getattr(base, name) else ""
