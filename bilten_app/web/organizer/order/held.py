"""That an order waits: for a review, in words that teach no thief, or for a bank."""

from typing import Any

import reflex as rx

from bilten_app.domains.risk.public import ReviewState, ReviewView, plain_sentences
from bilten_app.kit.text import moment
from bilten_app.web.organizer.desk import DISPUTES
from bilten_app.web.parts.feedback import banner
from bilten_app.web.words import t


def held_of(review: ReviewView | None, zone: str, locale: str) -> dict[str, Any]:
    """Return that an order is in review, until when, and why in plain words."""
    if review is None or review.state is not ReviewState.waiting:
        return {}
    return {
        "is_held": True,
        "held_until": moment(review.release_at, zone, locale),
        "held_why": plain_sentences(review.reasons, locale),
    }


def held_note(order: Any) -> rx.Component:
    """Say that the tickets wait, why, and until when."""
    return rx.fragment(
        rx.cond(
            order.is_held,
            banner(
                rx.el.div(
                    rx.el.p(
                        t("Bilten checks this order for fraud. Its tickets wait until then."),
                        class_name="font-medium",
                    ),
                    rx.el.ul(
                        rx.foreach(order.held_why, rx.el.li),
                        class_name="mt-1 list-disc ps-5",
                    ),
                    rx.el.p(
                        t(
                            "Nobody decides by {when}? Then the tickets go out by themselves.",
                            when=order.held_until,
                        ),
                        class_name="mt-1",
                    ),
                ),
                tone="warn",
            ),
        )
    )


def bank_note(order: Any) -> rx.Component:
    """Say that a bank asks for the money, and what has to wait for it."""
    return rx.fragment(
        rx.cond(
            order.is_disputed,
            banner(
                rx.el.div(
                    rx.el.p(
                        t("A bank asks for the money of this order back."),
                        class_name="font-medium",
                    ),
                    rx.el.p(
                        t(
                            "Until it has decided, the tickets wait: they are not changed, renamed "
                            "or sent again, and what it asks for is not refunded here too."
                        ),
                        class_name="mt-1",
                    ),
                    rx.el.a(
                        t("See the disputes"),
                        href=DISPUTES,
                        class_name="mt-2 inline-block font-medium underline",
                    ),
                ),
                tone="warn",
            ),
        )
    )
