"""Clocks on a page: one that runs out, one that beats."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from bilten_app.web.library import library
from bilten_app.web.words import t

_LIBRARY = library(__name__, "clock.js")


class _Countdown(rx.Component):
    library = _LIBRARY
    tag = "Countdown"

    seconds: rx.Var[int]
    news: rx.Var[dict[str, str]]
    on_over: rx.EventHandler[no_args_event_spec]


class _Pulse(rx.Component):
    library = _LIBRARY
    tag = "Pulse"

    seconds: rx.Var[float]
    on_beat: rx.EventHandler[no_args_event_spec]


def countdown(*, seconds: Any, on_over: Any, class_name: str = "tabular") -> rx.Component:
    """Minutes and seconds until the places are free again, told aloud at five and at one minute."""
    return _Countdown.create(
        seconds=seconds,
        news={
            "300": t("Five minutes left to pay."),
            "60": t("One minute left to pay."),
        },
        on_over=on_over,
        class_name=class_name,
    )


def pulse(*, seconds: Any, on_beat: Any) -> rx.Component:
    """Ask again every so many seconds, while the page is looked at."""
    return _Pulse.create(seconds=seconds, on_beat=on_beat)
