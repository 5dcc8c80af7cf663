"""The rules: what each signal weighs, what follows from which score, and what they were before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk import service
from bilten_app.domains.risk.public import Ruleset, RulesetView, Signal, Thresholds
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, say
from bilten_app.web.admin.membership import RISK
from bilten_app.web.admin.risk.rule_words import SIGNALS, changes
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.words import t, when

NOT_A_NUMBER = -1
STEPS = ("step_up", "review", "refuse")
BY_BIRTH = msgid("The standard rules.")


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as it is edited; without a limit it is not counted."""

    name: str
    words: str
    weight: str
    limit: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of the rules."""

    number: str
    maker: str
    made: str
    change: str


class RulesState(rx.State):
    """The platform's rules of now, and their history."""

    _access: ClassVar[str] = "staff"

    signals: list[SignalRow] = []
    typed: dict[str, str] = {}
    versions: list[VersionRow] = []
    errors: dict[str, str] = {}
    form_key: int = 0
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the rules."""
        actor.require_staff(StaffPermission.review)
        self.errors = {}
        await self._read(rt, visit)
        self.loaded = True

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: dict[str, str]) -> None:
        """Make a new version of the rules; what was typed stays when something is wrong."""
        actor.require_staff(StaffPermission.review)
        self.errors = {}
        async with rt.read() as session:
            now = (await risk.ruleset(session)).ruleset
        try:
            async with rt.unit_of_work(actor) as uow:
                await service.change_rules(uow, actor, ruleset=read_form(form, now))
        except Invalid as refusal:
            self.errors = {name: say(why, visit.locale) for name, why in refusal.problems.items()}
            return
        await self._read(rt, visit)
        await notify(self, "good", say(msgid("These rules count from now on."), visit.locale))

    async def _read(self, rt: Runtime, visit: Visit) -> None:
        async with rt.read() as session:
            now = await risk.ruleset(session)
            history = await risk.rule_history(session)
            names = await identity.names(session, {one.made_by for one in history})
        self.signals = [_signal(one, now.ruleset, visit.locale) for one in SIGNALS]
        at = now.ruleset.thresholds
        self.typed = {
            "step_up": str(at.step_up), "review": str(at.review), "refuse": str(at.refuse),
            "review_hours": str(now.ruleset.review_hours),
            "doors_hours": str(now.ruleset.doors_hours),
        }  # fmt: skip
        self.versions = [
            _version(one, before, names, visit.locale)
            for one, before in zip_longest(history, history[1:])
        ]
        self.form_key = now.number


def read_form(form: Mapping[str, str], now: Ruleset) -> Ruleset:
    """Return the rules that a form says; what is no number is one that the rules refuse."""

    def told(name: str, default: int) -> int:
        typed = form.get(name, str(default)).strip()
        return int(typed) if typed.isdecimal() and len(typed) < 6 else NOT_A_NUMBER

    return replace(
        now,
        weights={one: told(f"weight-{one}", weight) for one, weight in now.weights.items()},
        limits={one: told(f"limit-{one}", limit) for one, limit in now.limits.items()},
        thresholds=Thresholds(*(told(name, getattr(now.thresholds, name)) for name in STEPS)),
        review_hours=told("review_hours", now.review_hours),
        doors_hours=told("doors_hours", now.doors_hours),
    )


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("Orders in review"), href=RISK, class_name="text-sm font-medium text-brand"),
            rx.el.h1(t("Rules"), class_name="mt-1 text-title"),
            rx.el.p(
                t("What speaks against an order adds up to its score, at most 100."),
                class_name="mt-1 text-muted text-pretty",
            ),
        ),
        rx.cond(RulesState.loaded, _form(), loading_rows()),
        rx.cond(RulesState.versions, _history()),
        class_name="flex max-w-4xl flex-col gap-6",
    )


def _form() -> rx.Component:
    return form(
        card(
            rx.el.h2(t("What follows"), class_name="text-heading"),
            rx.el.div(
                _number(t("Ask the bank from"), "step_up", t("3-D Secure, where possible.")),
                _number(t("Review from"), "review", t("Paid; the tickets wait for one of us.")),
                _number(t("Refuse from"), "refuse", t("Before anything is paid. 101: never.")),
                _number(t("Hours of review"), "review_hours", t("Then the order is let go.")),
                _number(t("Hours before doors"), "doors_hours", t("At the latest by then.")),
                class_name="mt-4 grid items-start gap-5 sm:grid-cols-3",
            ),
        ),
        card(
            rx.el.h2(t("What counts"), class_name="text-heading"),
            rx.el.ul(
                rx.foreach(RulesState.signals, _signal_line), class_name="mt-2 divide-y divide-line"
            ),
        ),
        rx.el.div(button(t("Save as a new version"), type="submit")),
        on_submit=RulesState.save,
        key=RulesState.form_key,
    )


def _number(label: str, name: str, hint: str) -> rx.Component:
    typed: Any = RulesState.typed
    errors: Any = RulesState.errors
    return text_field(
        label, name=name, hint=hint, error=errors[name], default_value=typed[name],
        input_mode="numeric", max_length=4, required=True,
    )  # fmt: skip


def _signal_line(row: SignalRow) -> rx.Component:
    return rx.el.li(
        rx.el.p(row.words, class_name="min-w-0 flex-1 basis-56 text-pretty"),
        _small(t("Weight"), f"weight-{row.name}", row.weight),
        rx.cond(
            row.limit,
            _small(t("Usual up to"), f"limit-{row.name}", row.limit),
            rx.el.div(class_name="hidden w-32 sm:block"),
        ),
        class_name="flex flex-wrap items-end gap-x-5 gap-y-2 py-3 sm:items-center",
    )


def _small(label: str, name: Any, value: Any) -> rx.Component:
    errors: Any = RulesState.errors
    return rx.el.label(
        rx.el.span(label, class_name="text-sm text-muted"),
        rx.el.input(
            name=name, default_value=value, input_mode="numeric", max_length=4,
            custom_attrs={"aria-invalid": rx.cond(errors[name], "true", "false")},
            class_name=(
                "tabular min-h-11 w-full rounded-control border border-line bg-surface px-3 "
                "aria-[invalid=true]:border-bad"
            ),
        ),
        rx.el.span(errors[name], role="alert", class_name="text-sm text-bad empty:hidden"),
        class_name="flex w-32 flex-col gap-1",
    )  # fmt: skip


def _history() -> rx.Component:
    def line(row: VersionRow) -> rx.Component:
        return rx.el.li(
            rx.el.p(row.number, " · ", row.maker, " · ", when(row.made), class_name="font-medium"),
            rx.el.p(row.change, class_name="text-sm text-muted break-words"),
            class_name="py-3",
        )

    return card(
        rx.el.h2(t("Versions"), class_name="text-heading"),
        rx.el.ul(rx.foreach(RulesState.versions, line), class_name="mt-2 divide-y divide-line"),
    )


def _signal(signal: Signal, rules: Ruleset, locale: str) -> SignalRow:
    limit = rules.limits.get(signal)
    return SignalRow(
        name=signal.value,
        words=say(SIGNALS[signal], locale),
        weight=str(rules.weights[signal]),
        limit=str(limit) if limit else "",
    )


def _version(
    one: RulesetView, before: RulesetView | None, names: Mapping[str, str], locale: str
) -> VersionRow:
    made = one.made_at.isoformat() if one.made_at else ""
    change = changes(before.ruleset, one.ruleset, locale) if before else say(BY_BIRTH, locale)
    return VersionRow(f"#{one.number}", names.get(one.made_by, ""), made, change)
