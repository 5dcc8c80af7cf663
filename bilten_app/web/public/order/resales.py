"""What became of an order's tickets that are sold on, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from bilten_app.domains.market.public import ListingState, OwnListingView
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.markup import Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.icons import icon

WORDS: Mapping[ListingState, str] = {
    ListingState.open: msgid("A ticket is for sale at {price}."),
    ListingState.sold: msgid(
        "A ticket was sold for {price}. Its seller gets {proceeds} as credit, two days after the "
        "event."
    ),
    ListingState.settled: msgid("A ticket was sold for {price}. Its seller got {proceeds}."),
    ListingState.undone: msgid("The resale of a ticket was undone."),
}


def resales_of(found: Sequence[OwnListingView], locale: str) -> list[str]:
    """Return a sentence for each ticket of an order that is, or was, sold on."""
    return [
        say(
            WORDS[one.state], locale, price=price(one.split.price, locale),
            proceeds=price(one.split.proceeds, locale),
        )
        for one in found
        if one.state in WORDS
    ]  # fmt: skip


def resales(pen: Pen, view: Any) -> Any:
    """The sentences, each with its mark."""
    return pen.el(
        "ul",
        pen.each(
            view.resales,
            lambda words: pen.el(
                "li",
                icon("ticket", pen=pen, class_name="text-brand"),
                pen.el("span", words, class_name="min-w-0 flex-1"),
                class_name="flex items-center gap-3 py-3",
            ),
        ),
        class_name=f"mt-6 max-w-xl divide-y divide-line px-5 py-1 {CARD}",
    )
