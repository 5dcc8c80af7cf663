"""A seat plan that is looked at, chosen from, or edited; the geometry never passes the state."""

from typing import Any, Literal

import reflex as rx
from reflex.event import passthrough_event_spec

from bilten_app.web.library import library
from bilten_app.web.words import t

_LIBRARY = library(__name__, "seats.js")
library(__name__, "plan.js")  # which that one fetches

type SeatLook = Literal["free", "taken", "chosen", "accessible", "blocked"]


class _SeatPlan(rx.Component):
    library = _LIBRARY
    tag = "SeatPlan"

    source: rx.Var[str]
    free: rx.Var[str]
    chosen: rx.Var[list[int]]
    prices: rx.Var[dict[str, str]]
    words: rx.Var[dict[str, str]]
    editing: rx.Var[bool]
    on_pick: rx.EventHandler[passthrough_event_spec(int, int)]


class _SeatMark(rx.Component):
    library = _LIBRARY
    tag = "SeatMark"

    tone: rx.Var[int]
    look: rx.Var[str]


def seat_plan(
    *, source: Any, chosen: Any, prices: Any, on_pick: Any, free: Any = "", editing: bool = False
) -> rx.Component:
    """The plan whose geometry `source` answers with; `on_pick` gets its version and a place."""
    return _SeatPlan.create(
        source=source, free=free, chosen=chosen, prices=prices, words=_words(), editing=editing,
        on_pick=on_pick,
    )  # fmt: skip


def seat_mark(tone: Any, look: SeatLook = "free") -> rx.Component:
    """The sign of a category in the plan, for legends; the words beside it must say it all."""
    return _SeatMark.create(tone=tone, look=look)


def _words() -> dict[str, str]:
    """Return what the plan says; blanks stay blanks, the plan fills them."""
    return {
        "seat": t("{section}, row {row}, seat {number}"),
        "atTable": t("{section}, table {row}, seat {number}"),
        "free": t("free"),
        "taken": t("taken"),
        "chosen": t("chosen"),
        "blocked": t("blocked"),
        "accessible": t("wheelchair place"),
        "plan": t("Seat plan. Arrow keys move between seats."),
        "stage": t("Stage"),
        "list": t("Choose from a list"),
        "section": t("Section"),
        "row": t("Row"),
        "table": t("Table"),
        "none": t("No seat is free in this row."),
        "zoomIn": t("Zoom in"),
        "zoomOut": t("Zoom out"),
        "loading": t("The seat plan is on its way."),
        "failed": t("The seat plan did not load. Please load the page again."),
    }
