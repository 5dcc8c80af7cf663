"""A part of the security page."""

from typing import Any

import reflex as rx

from bilten_app.web.parts.data import card


def section(title: str, text: Any, *content: Any, anchor: str) -> rx.Component:
    """Draw a part of the page, with a heading of its own."""
    return card(
        rx.el.h2(title, id=f"{anchor}-title", class_name="text-heading"),
        rx.el.p(text, class_name="mt-1 text-[0.9375rem] text-muted"),
        rx.el.div(*content, class_name="mt-5 flex flex-col gap-5"),
        id=anchor,
    )
