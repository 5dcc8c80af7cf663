"""Stub."""

from typing import ClassVar
import reflex as rx
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.fields import button
from bilten_app.web.words import t


class EventState(rx.State):
    """S."""

    _access: ClassVar[str] = "public"
    loaded: bool = False
    title: str = ""

    @handler
    async def open(self) -> None:
        """O."""
        self.loaded = True

    @handler
    async def greet(self, n: int) -> None:
        """G."""
        await notify(self, "good", f"Hello {n}")


async def document(asked: Asked) -> Document:
    """D."""
    return Document(Head("x"))


def page() -> rx.Component:
    """P."""
    return rx.el.div(
        rx.el.h1(t("Tickets for what moves you"), class_name="text-display"),
        button(t("Press"), on_click=EventState.greet(3)),
    )
