"""The page for addresses that lead nowhere."""

from typing import Any

import reflex as rx

from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import link_button


async def document(asked: Asked) -> Document:
    """Return the page that says so to people and, by its status, to programs."""
    head = Head(f"{asked.pen.t('Not found')} · Bilten", is_indexed=False)
    body = shell.public_paper(asked.pen, asked.session, not_found(asked.pen))
    return Document(head, body, status=404)


def page() -> rx.Component:
    """The page, top to bottom."""
    return not_found()


def not_found(pen: Pen = SCREEN) -> Any:
    """What stands in the place of a thing that does not exist."""
    return empty(
        pen.t("There is nothing at this address"),
        pen.t("The link may be old, or the event was taken down. Most things are still here."),
        link_button(pen.t("Discover events"), href="/discover", pen=pen),
        link_button(pen.t("Go to the start"), href="/", look="quiet", pen=pen),
        name="search",
        heading="h1",
        pen=pen,
    )
