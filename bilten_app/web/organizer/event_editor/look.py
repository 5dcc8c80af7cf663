"""The last two steps: the pictures, and the checklist with the button that opens the sale."""

from typing import Any

import reflex as rx

from bilten_app.domains.events.public import MAX_GALLERY
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.event_editor.state import EditorState
from bilten_app.web.organizer.event_editor.view import CheckRow, GalleryRow
from bilten_app.web.parts.data import card
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, link_button, text_area, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

PICTURES = "image/jpeg,image/png,image/webp,image/avif"


def look_step(event: Any) -> rx.Component:
    """The cover and the gallery."""
    return rx.el.div(
        rx.cond(EditorState.trouble, banner(EditorState.trouble, tone="bad")),
        _cover(event),
        _gallery(event),
        rx.el.div(link_button(t("Go on"), href=f"{EVENTS}/{event.slug}?step=publish")),
        class_name="flex flex-col gap-8",
    )


def _cover(event: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                event.cover.url,
                rx.el.img(
                    src=event.cover.url,
                    alt=event.cover.alt,
                    class_name="size-full object-cover",
                ),
                rx.el.p(t("No cover yet"), class_name="text-muted"),
            ),
            class_name=(
                "flex aspect-[16/9] items-center justify-center overflow-hidden rounded-card "
                "border border-line bg-sunken"
            ),
        ),
        native_form(
            text_field(
                t("Cover"), name="picture", type="file", required=True,
                accept=PICTURES,
                hint=t("JPEG, PNG, WebP or AVIF, wide, at least 400 pixels high, at most 10 MB."),
            ),
            text_field(
                t("What it shows"), name="alt", optional=t("optional"), max_length=300,
                hint=t("For guests who cannot see it."),
            ),
            rx.el.div(button(t("Upload"), look="plain", type="submit")),
            action=f"/uploads/events/{event.slug}/cover",
            enc_type="multipart/form-data",
            class_name="flex flex-col gap-5",
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _gallery(event: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("More pictures"), class_name="text-heading"),
        rx.el.p(
            t("The place, the people, the mood. Up to {n} stand on the event's page.",
              n=MAX_GALLERY),
            class_name="mt-1 text-muted",
        ),
        rx.cond(
            event.gallery,
            rx.el.ul(
                rx.foreach(event.gallery, _picture),
                class_name="mt-4 grid grid-cols-2 gap-4 sm:grid-cols-3",
            ),
        ),
        rx.cond(event.may_add_picture, _add_picture(event)),
        id="gallery",
        class_name="border-t border-line pt-8",
    )  # fmt: skip


def _picture(item: GalleryRow) -> rx.Component:
    return rx.el.li(
        rx.el.img(
            src=item.picture.url,
            alt=item.picture.alt,
            class_name="aspect-[3/2] w-full rounded-control bg-sunken object-cover",
        ),
        rx.el.div(
            rx.el.p(
                rx.cond(item.picture.alt, item.picture.alt, t("No description")),
                class_name="min-w-0 flex-1 truncate text-sm text-muted",
            ),
            rx.el.button(
                icon("trash"),
                type="button",
                aria_label=t("Remove this picture: {words}", words=item.picture.alt),
                on_click=EditorState.remove_picture(item.id),
                class_name=(
                    "inline-flex size-11 shrink-0 items-center justify-center rounded-control "
                    "text-muted hover:bg-sunken hover:text-bad"
                ),
            ),
            class_name="flex items-center gap-2 ps-1",
        ),
        key=item.id,
        class_name="min-w-0",
    )


def _add_picture(event: Any) -> rx.Component:
    return native_form(
        text_field(
            t("Another picture"), name="gallery_picture", type="file", required=True,
            accept=PICTURES,
        ),
        text_field(
            t("Its description"), name="gallery_alt", optional=t("optional"), max_length=300,
            hint=t("For guests who cannot see it."),
        ),
        rx.el.div(button(t("Add the picture"), look="quiet", type="submit")),
        action=f"/uploads/events/{event.slug}/gallery",
        enc_type="multipart/form-data",
        class_name="mt-5 flex flex-col gap-5",
    )  # fmt: skip


def publish_step(event: Any) -> rx.Component:
    """What is left to do, and the button."""
    return rx.el.div(
        card(
            rx.el.h2(t("Checklist"), class_name="text-heading"),
            rx.el.ul(
                rx.foreach(event.checks, lambda item: _check(item, event.slug)),
                class_name="mt-3 flex flex-col",
            ),
        ),
        rx.cond(event.is_draft, _publish(event), _published(event)),
        class_name="flex flex-col gap-6",
    )


def _check(item: CheckRow, slug: Any) -> rx.Component:
    done = rx.el.span(
        icon("check", "size-4"),
        rx.el.span(t("Done"), class_name="sr-only"),
        class_name=(
            "inline-flex size-7 items-center justify-center rounded-pill bg-good-soft text-good"
        ),
    )
    still = rx.el.span(
        icon("minus", "size-4"),
        rx.el.span(t("Missing"), class_name="sr-only"),
        class_name=(
            "inline-flex size-7 items-center justify-center rounded-pill bg-warn-soft text-warn"
        ),
    )
    return rx.el.li(
        rx.cond(item.done, done, still),
        rx.el.span(item.text, class_name="flex-1"),
        rx.cond(
            item.done,
            rx.fragment(),
            rx.el.a(
                t("Add it"),
                href=f"{EVENTS}/{slug}?step={item.step}",
                class_name="font-medium text-brand hover:underline",
            ),
        ),
        class_name="flex min-h-12 items-center gap-3",
    )


def _publish(event: Any) -> rx.Component:
    return rx.el.div(
        button(
            t("Publish and open the sale"),
            size="large",
            busy=EditorState.busy,
            disabled=(event.left > 0) | EditorState.busy,
            on_click=EditorState.publish,
        ),
        rx.el.p(
            t("Everybody can find the event then. The currency is fixed from that moment."),
            class_name="mt-3 text-sm text-muted",
        ),
    )


def _published(event: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            link_button(t("See the public page"), href=f"/e/{event.slug}", look="plain"),
            rx.cond(
                event.is_public,
                button(t("Call it off"), look="danger", on_click=EditorState.ask_cancel),
            ),
            class_name="flex flex-wrap gap-3",
        ),
        form_dialog(
            t("Call this event off?"),
            text_area(
                t("Why? Your guests read this."),
                name="reason",
                rows=3,
                error=EditorState.errors["reason"],
            ),
            id="call-off",
            is_open=EditorState.cancelling,
            before=rx.el.p(
                t(
                    "Every order is refunded in full and every guest gets a mail. "
                    "This cannot be undone."
                ),
                class_name="mt-3 text-muted",
            ),
            does=t("Call it off"),
            leaves=t("Keep it"),
            look="danger",
            on_submit=EditorState.cancel,
            on_close=EditorState.keep,
        ),
    )
