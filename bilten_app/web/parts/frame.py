"""What stands around public pages: the bar on top, the quiet end, the mark, the scheme."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.icons import IconName, icon

WIDTH = "mx-auto w-full max-w-[76rem] px-5 sm:px-8"
BAR = "sticky top-0 z-30 border-b border-line bg-paper/85 backdrop-blur-md"
NAV_LINK = (
    "inline-flex min-h-11 items-center gap-2 rounded-control px-3 text-[0.9375rem] font-medium "
    "text-ink hover:bg-sunken transition-colors"
)
ICON_BUTTON = (
    "inline-flex size-11 items-center justify-center rounded-control text-ink hover:bg-sunken "
    "transition-colors"
)


def public_header(pen: Pen, session: Any) -> Any:
    """The bar on top of public pages; `session` is SessionState or a value with its vars."""
    return pen.el(
        "header",
        pen.el(
            "div",
            wordmark(pen),
            pen.el(
                "nav",
                pen.el("a", pen.t("Discover"), href="/discover", class_name=NAV_LINK),
                pen.el("a", pen.t("Sell tickets"), href="/organizer", class_name=NAV_LINK),
                aria_label=pen.t("Main"),
                class_name="ms-6 hidden items-center gap-1 md:flex",
            ),
            pen.el(
                "div",
                _icon_link(pen, "search", pen.t("Search events"), "/discover", "md:hidden"),
                _icon_link(pen, "ticket", pen.t("My tickets"), "/account/tickets", "md:hidden"),
                pen.el(
                    "a",
                    icon("ticket", pen=pen),
                    pen.t("My tickets"),
                    href="/account/tickets",
                    class_name=f"{NAV_LINK} max-md:hidden",
                ),
                theme_button(pen),
                _who(pen, session),
                class_name="ms-auto flex items-center gap-1",
            ),
            class_name=f"{WIDTH} flex h-16 items-center",
        ),
        class_name=BAR,
    )


def public_footer(pen: Pen) -> Any:
    """The quiet end of public pages."""
    link = "inline-flex min-h-11 items-center text-muted hover:text-ink hover:underline"
    return pen.el(
        "footer",
        pen.el(
            "div",
            pen.el(
                "div",
                wordmark(pen),
                pen.el(
                    "p",
                    pen.t("The price you see is the price you pay. Fees are included."),
                    class_name="mt-2 max-w-xs text-sm text-muted",
                ),
            ),
            pen.el(
                "nav",
                pen.el("a", pen.t("Discover events"), href="/discover", class_name=link),
                pen.el("a", pen.t("My tickets"), href="/account/tickets", class_name=link),
                pen.el("a", pen.t("Find my tickets"), href="/find-tickets", class_name=link),
                pen.el("a", pen.t("Delete my data"), href="/delete-my-data", class_name=link),
                pen.el("a", pen.t("Gift cards"), href="/gift-card", class_name=link),
                pen.el("a", pen.t("Sell tickets"), href="/organizer", class_name=link),
                pen.el("a", pen.t("Terms of use"), href="/terms", class_name=link),
                pen.el("a", pen.t("Privacy notice"), href="/privacy-notice", class_name=link),
                aria_label=pen.t("Footer"),
                class_name="flex flex-wrap gap-x-8 text-sm",
            ),
            class_name=f"{WIDTH} flex flex-col justify-between gap-6 py-12 sm:flex-row",
        ),
        class_name="border-t border-line bg-surface",
    )


def wordmark(pen: Pen) -> Any:
    """The product's mark and name; it leads home."""
    return pen.el(
        "a",
        pen.el(
            "svg",
            pen.el("path", d="M6 4h12a2 2 0 0 1 2 2v3a3 3 0 0 0 0 6v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z", class_name="fill-brand"),  # noqa: E501
            pen.el("path", d="m8.6 12.2 2.3 2.3 4.5-4.9", class_name="fill-none stroke-on-brand stroke-2"),  # noqa: E501
            view_box="0 0 24 24",
            class_name="size-8",
            aria_hidden="true",
        ),
        pen.el("span", "Bilten", class_name="text-xl font-semibold tracking-tight"),
        href="/",
        class_name="inline-flex min-h-11 items-center gap-2 rounded-control",
    )  # fmt: skip


def theme_button(pen: Pen) -> Any:
    """Switches between light and dark; the browser remembers it."""
    events: dict[str, Any] = {"on_click": rx.toggle_color_mode} if pen is SCREEN else {}
    return pen.el(
        "button",
        icon("moon", pen=pen, class_name="dark-hidden"),
        icon("sun", pen=pen, class_name="light-hidden"),
        type="button",
        aria_label=pen.t("Switch between light and dark"),
        class_name=ICON_BUTTON,
        **events,
    )


def avatar(pen: Pen, session: Any) -> Any:
    """Leads to the person's account."""
    return pen.el(
        "a",
        pen.when(
            session.picture,
            pen.el("img", src=session.picture, alt="", class_name="size-full object-cover"),
            pen.el("span", session.initials, aria_hidden="true"),
        ),
        href="/account",
        aria_label=pen.t("Your account"),
        class_name=(
            "ms-1 inline-flex size-10 items-center justify-center overflow-hidden rounded-pill "
            "bg-brand-soft text-sm font-semibold text-brand"
        ),
    )


def _who(pen: Pen, session: Any) -> Any:
    sign_in = pen.el(
        "a",
        pen.t("Sign in"),
        href="/sign-in",
        class_name=(
            "ms-1 inline-flex min-h-11 items-center rounded-control bg-ink px-4 text-[0.9375rem] "
            "font-medium text-paper hover:opacity-90 whitespace-nowrap"
        ),
    )
    return pen.when(session.signed_in, avatar(pen, session), sign_in)


def _icon_link(pen: Pen, name: IconName, label: str, href: str, extra: str) -> Any:
    return pen.el(
        "a",
        icon(name, pen=pen),
        href=href,
        aria_label=label,
        class_name=f"{ICON_BUTTON} {extra}",
    )
