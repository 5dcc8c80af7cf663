"""The page for addresses that lead nowhere."""

import reflex as rx

from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import link_button
from bilten_app.web.words import t


async def document(asked: Asked) -> Document:
    """Return the head that says so to programs: status 404, not indexed."""
    title = f"{asked.pen.t('Not found')} · Bilten"
    return Document(Head(title, is_indexed=False), status=404)


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.h1(t("Not found"), class_name="sr-only"),
        not_found(),
        class_name="pt-10",
    )


def not_found() -> rx.Component:
    """What stands in the place of a thing that does not exist."""
    return empty(
        t("There is nothing at this address"),
        t("The link may be old, or the event was taken down. Most things are still to be found."),
        link_button(t("Discover events"), href="/discover"),
        link_button(t("Go to the start"), href="/", look="quiet"),
        name="search",
    )
