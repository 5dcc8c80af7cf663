"""What goes and what stays when somebody is forgotten: the same for accounts and for guests."""

from typing import Any

import reflex as rx

from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.words import t


def what_goes() -> rx.Component:
    """Say what is deleted."""
    return _list(
        t("What is deleted"),
        "trash",
        t("Your name and address, wherever they stand: orders, tickets, waiting lists, mails"),
        t("Passwords, passkeys, second steps, and where you are signed in"),
        t("Saved cards, here and at the payment service"),
        t("What was noted about your orders, and what fraud was looked for in"),
    )


def what_stays() -> rx.Component:
    """Say what stays, and why."""
    return _list(
        t("What stays, and why"),
        "lock",
        t("Invoices with your name, for as long as tax law asks of the seller"),
        t("Sums, places and sales in the books, without your name"),
        t("Who did what, in the audit log: as a number that leads to nobody"),
        t("Tickets you hold: they let in whoever shows them, without a name"),
    )


def _list(title: str, name: IconName, *lines: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h3(title, class_name="font-medium"),
        rx.el.ul(
            *[
                rx.el.li(
                    icon(name, "size-4", class_name="mt-1 shrink-0 text-muted"),
                    rx.el.span(line, class_name="min-w-0"),
                    class_name="flex gap-3",
                )
                for line in lines
            ],
            class_name="mt-2 flex flex-col gap-2 text-[0.9375rem] text-muted",
        ),
    )
