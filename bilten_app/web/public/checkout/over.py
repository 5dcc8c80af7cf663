"""A checkout that is over: why, and where to go on."""

import reflex as rx

from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import link_button
from bilten_app.web.public.checkout.state import CheckoutState
from bilten_app.web.words import t


def paid() -> rx.Component:
    """There is nothing left to pay."""
    return _over(
        t("This order is paid"),
        t("Nothing is left to do here. Your tickets are on the order's page."),
        t("Back to the event"),
    )


def expired() -> rx.Component:
    """The time is over."""
    return _over(
        t("The time to pay ran out"),
        t("Your places are free again and nothing was charged. Perhaps they are still there."),
        t("Choose again"),
    )


def given_up() -> rx.Component:
    """The buyer let the places go."""
    return _over(
        t("These places are free again"),
        t("Nothing was charged. Whenever you like, choose again."),
        t("Back to the event"),
    )


def called_off() -> rx.Component:
    """The organizer called the event off."""
    return _over(
        t("This event was called off"),
        t("Nothing was charged. The organizer's reason is on the event's page."),
        t("See the event"),
    )


def stopped() -> rx.Component:
    """The organizer is suspended, and the event's page is not there."""
    return _over(
        t("This order cannot be paid"),
        t(
            "The organizer of this event cannot sell tickets at the moment. Nothing was charged, "
            "and you need not do anything."
        ),
    )


def _over(title: str, text: str, action: str | None = None) -> rx.Component:
    href = CheckoutState.bought.occasion.href
    event = [] if action is None else [link_button(action, href=href)]
    return card(
        rx.el.h1(title, class_name="sr-only"),
        empty(
            title,
            text,
            *event,
            link_button(t("Discover events"), href="/discover", look="quiet"),
            name="clock",
        ),
        class_name="mx-auto max-w-2xl",
    )
