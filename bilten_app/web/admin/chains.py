"""The chains: how far each is mirrored, what is on it, and who pays for our transactions."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.infra.chains import standings
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.web.admin.chain_rows import Shown, shown
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.words import t, when

LOOK_AGAIN_S = 5.0
RUNBOOK = "docs/operations/chain.md"


class ChainsState(rx.State):
    """Every chain, looked at again every few seconds."""

    _access: ClassVar[str] = "staff"

    chains: list[Shown] = []
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show how they are."""
        await self._show(rt, actor, visit.locale)

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show how they are by now."""
        await self._show(rt, actor, visit.locale)

    async def _show(self, rt: Runtime, actor: Actor, locale: str) -> None:
        actor.require_staff(StaffPermission.platform_read)
        now = rt.clock.now()
        self.chains = [shown(one, now, locale) for one in await standings(rt)]
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    nothing = empty(
        t("No chain has a node"),
        t("Tickets, payments and wallets work without; the operator names nodes in the settings."),
        name="globe",
    )
    return rx.el.div(
        rx.el.h1(t("Chains"), class_name="text-title"),
        rx.cond(
            ChainsState.loaded,
            rx.cond(ChainsState.chains, rx.foreach(ChainsState.chains, _chain), card(nothing)),
            loading_rows(3),
        ),
        pulse(seconds=LOOK_AGAIN_S, on_beat=ChainsState.look),
        class_name="flex flex-col gap-6",
    )


def _chain(chain: Any) -> rx.Component:
    return rx.el.section(
        card(
            rx.el.div(
                rx.el.h2(chain.name, class_name="text-heading"),
                rx.el.span(t("Chain"), " ", chain.id, class_name="tabular text-sm text-muted"),
                rx.el.span(state_badge(chain.state, chain.tone), class_name="ms-auto"),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-2",
            ),
            rx.cond(chain.reason, rx.el.div(_reason(chain), class_name="mt-4")),
            rx.cond(chain.figures, _figures(chain)),
            rx.cond(chain.places, _places(chain)),
        ),
        aria_label=chain.name,
    )


def _reason(chain: Any) -> rx.Component:
    lines = (
        rx.el.p(chain.reason, class_name="wrap-anywhere"),
        rx.el.p(
            t("What to do stands in the handbook:"),
            " ",
            rx.el.code(RUNBOOK, class_name="font-mono text-sm"),
            class_name="mt-1",
        ),
    )
    return rx.cond(chain.is_stopped, banner(*lines, tone="bad"), banner(*lines, tone="warn"))


def _figures(chain: Any) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            chain.figures,
            lambda one: rx.el.div(
                rx.el.dt(one.name, class_name="text-sm text-muted"),
                rx.el.dd(one.value, class_name="tabular mt-0.5 text-lg font-semibold"),
            ),
        ),
        rx.el.div(
            rx.el.dt(t("The node answered"), class_name="text-sm text-muted"),
            rx.el.dd(
                rx.cond(chain.answered, when(chain.answered), t("Never")),
                class_name="tabular mt-0.5 text-lg font-semibold",
            ),
        ),
        class_name="mt-5 grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-5",
    )


def _places(chain: Any) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            chain.places,
            lambda one: rx.el.div(
                rx.el.dt(one.name, class_name="text-sm font-medium sm:w-44 sm:shrink-0"),
                rx.el.dd(one.address, class_name="min-w-0 font-mono text-sm break-all", dir="ltr"),
                rx.el.dd(one.since, class_name="tabular text-sm text-muted sm:ms-auto"),
                class_name=(
                    "flex flex-col gap-x-4 gap-y-0.5 border-t border-line py-2.5 sm:flex-row "
                    "sm:items-baseline"
                ),
            ),
        ),
        class_name="mt-6",
    )
