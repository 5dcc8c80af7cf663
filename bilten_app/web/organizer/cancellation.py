"""How far the refunds of an event are that was called off."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.reporting import queries as reporting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import number
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import DISPUTES, ORDERS
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner
from bilten_app.web.words import t

LOOK_S = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How many orders are where; `percent` have all their money back."""

    total: str = ""
    done: str = ""
    moving: str = ""
    left: str = ""
    failed: str = ""
    taken: str = ""
    percent: int = 100
    has_failed: bool = False
    has_taken: bool = False
    is_over: bool = True


NOTHING = Progress()


class ProgressState(rx.State):
    """The orders of the event that the address names."""

    _access: ClassVar[str] = "organizer"

    slug: str = ""
    shown: Progress = NOTHING

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit, slug: str) -> None:
        """Count the orders anew."""
        async with rt.read() as session:
            event = await events.organizer_event(session, actor, slug)
            scope = actor.require(Permission.orders_read, event.organizer_id, event_id=event.id)
            now = await reporting.cancellation(session, scope, event.id)
        self.slug = slug
        told = (now.total, now.done, now.moving, now.left, now.failed, now.taken)
        self.shown = Progress(
            *(number(one, visit.locale) for one in told),
            percent=100 * now.done // now.total if now.total else 100,
            has_failed=now.failed > 0,
            has_taken=now.taken > 0,
            is_over=not now.left and not now.moving,
        )


def progress(slug: Any) -> rx.Component:
    """The bar and the numbers, live while something moves."""
    shown: Any = ProgressState.shown
    look: Any = ProgressState.look(slug)
    known = (ProgressState.slug == slug) & (shown.total != "0")
    return rx.el.div(
        rx.cond(known, _bar(shown, slug)),
        rx.cond(shown.is_over & known, rx.fragment(), pulse(seconds=LOOK_S, on_beat=look)),
        on_mount=look,
        class_name="contents",
    )


def _bar(shown: Any, slug: Any) -> rx.Component:
    orders = f"{ORDERS}?event={slug}&state=cancelled"
    return card(
        rx.el.h2(t("Refunds of this event"), class_name="text-heading"),
        rx.el.p(
            t(
                "{done} of {total} orders have their money back.",
                done=shown.done,
                total=shown.total,
            ),
            role="status",
            class_name="tabular mt-2",
        ),
        rx.el.div(
            rx.el.div(
                style={"width": f"{shown.percent}%"},
                class_name="h-full rounded-pill bg-brand transition-[width]",
            ),
            aria_hidden="true",
            class_name="mt-3 h-2 overflow-hidden rounded-pill bg-sunken",
        ),
        rx.cond(
            shown.is_over,
            rx.fragment(),
            rx.el.p(
                t("{moving} on their way, {left} to go.", moving=shown.moving, left=shown.left),
                class_name="tabular mt-2 text-sm text-muted",
            ),
        ),
        rx.cond(
            shown.has_failed,
            rx.el.div(
                banner(
                    t("{n} could not be sent. Open these orders and try again.", n=shown.failed),
                    " ",
                    rx.el.a(t("Orders"), href=orders, class_name="font-medium underline"),
                    tone="bad",
                ),
                class_name="mt-4",
            ),
        ),
        rx.cond(
            shown.has_taken,
            rx.el.div(
                banner(
                    t(
                        "Banks have paid the buyers of {n} of these orders, all or a part, after a "
                        "dispute. Only what was left was sent back, so nobody is paid twice.",
                        n=shown.taken,
                    ),
                    " ",
                    rx.el.a(t("Disputes"), href=DISPUTES, class_name="font-medium underline"),
                ),
                class_name="mt-4",
            ),
        ),
        class_name="max-w-2xl p-6",
    )
