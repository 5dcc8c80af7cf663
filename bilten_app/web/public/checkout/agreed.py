"""What a buyer agrees to: the terms by buying, and an organizer's news by a box."""

from typing import Any

import reflex as rx

from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import TEXTS, ConsentKind, Source, Whose
from bilten_app.domains.orders.public import OrderView
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.web.door import Visit
from bilten_app.web.parts.fields import checkbox
from bilten_app.web.words import said, t


async def write_down(
    uow: UnitOfWork, rt: Runtime, visit: Visit, order: OrderView, *, email: str, news: bool
) -> None:
    """Write down what was agreed to, in the transaction that says who buys."""
    whose = Whose(email, visit.actor.user_id)
    await consents.agree(uow, rt.vault, whose, source=Source.checkout, address=visit.address)
    await consents.answer(
        uow, rt.vault, whose, ConsentKind.organizer_news, given=news, source=Source.checkout,
        organizer_id=order.organizer_id, address=visit.address,
    )  # fmt: skip


def news_box(organizer: Any) -> rx.Component:
    """The box by which an organizer may write about other events; empty until somebody ticks it."""
    asked = said(TEXTS[ConsentKind.organizer_news].asked, {"organizer": organizer})
    return checkbox(
        rx.el.span(
            rx.el.span(asked, class_name="block font-medium"),
            rx.el.span(
                t("You can take it back at any time, here and in each of their mails."),
                class_name="block text-sm text-muted",
            ),
        ),
        name="news",
    )
