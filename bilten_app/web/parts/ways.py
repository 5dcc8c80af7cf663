"""Ways to pay in words."""

from collections.abc import Sequence

from bilten_app.kit.text import msgid, say
from bilten_app.ports.payments import MethodKind

TITLES = {
    MethodKind.card: msgid("Card"),
    MethodKind.wallet: msgid("Apple Pay, Google Pay"),
    MethodKind.paypal: msgid("PayPal"),
    MethodKind.test: msgid("Test card"),
}


def title_of(kinds: Sequence[MethodKind], locale: str) -> str:
    """Return what a buyer pays with, for example `Card · Apple Pay, Google Pay`."""
    return " · ".join(say(TITLES[kind], locale) for kind in kinds)
