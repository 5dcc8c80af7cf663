"""What a buyer is told while a payment service is down: what happened, and what to do next."""

from collections.abc import Sequence
from typing import Any

from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.payments.public import Method, WhyNot
from bilten_app.kit.text import both, hour, msgid, say
from bilten_app.web.markup import Pen
from bilten_app.web.parts.feedback import TONES
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.ways import title_of

LOOK_AGAIN_S = 10.0
ANOTHER_WAY = msgid(
    "“{way}” does not answer at the moment, and nothing was charged. Choose another way to pay, "
    "or keep this page open: it tells you when it answers again."
)
NO_WAY = msgid(
    "The payment service does not answer at the moment, and nothing was charged. Keep this page "
    "open: we try again by ourselves and tell you when it answers."
)
# Somebody who was at the gateway already may have paid there: nobody can say that nothing was.
PAID_PERHAPS = msgid(
    "The payment service does not answer at the moment. If you have paid already, nothing is "
    "lost: your tickets come as soon as it answers. If not, you can choose another way to pay."
)
PAID_PERHAPS_NO_WAY = msgid(
    "The payment service does not answer at the moment. If you have paid already, nothing is "
    "lost: your tickets come as soon as it answers. If not, wait here: we try again by ourselves."
)
KEPT = msgid("Because of it we keep your places longer, until {time}.")


def outage_words(
    order: OrderView, methods: Sequence[Method], zone: str, locale: str, *, waits_for: str = ""
) -> str:
    """Return what is down and what can be done, or nothing when all is well.

    `waits_for` is the gateway where the buyer may be paying: it is what they want to know of.
    """
    down = [method for method in methods if method.why_not is WhyNot.down]
    if waits_for:
        down = [method for method in down if method.name == waits_for]
    if not down:
        return ""
    has_other = any(method.is_available for method in methods)
    sentence = ANOTHER_WAY if has_other else NO_WAY
    if waits_for:
        sentence = PAID_PERHAPS if has_other else PAID_PERHAPS_NO_WAY
    ways = both([title_of(method.kinds, locale) for method in down], locale)
    return f"{say(sentence, locale, way=ways)} {kept_words(order, zone, locale)}".strip()


def kept_words(order: OrderView, zone: str, locale: str) -> str:
    """Return until when places are kept longer; nothing when they are not."""
    if order.extended_at is None:
        return ""
    return say(KEPT, locale, time=hour(order.hold_until, zone, locale))


def outage_banner(pen: Pen, words: Any, class_name: str = "") -> Any:
    """The sentence, in the flow of the page, told aloud when it comes."""
    drawn = pen.el(
        "div",
        icon("warning", pen=pen, class_name="mt-0.5"),
        pen.el("p", words, class_name="min-w-0 flex-1 text-pretty"),
        class_name=(
            f"flex gap-3 rounded-control px-4 py-3 text-[0.9375rem] {TONES['warn']} {class_name}"
        ),
    )
    return pen.el("div", pen.when(words, drawn), role="status")
