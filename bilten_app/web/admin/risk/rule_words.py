"""The signals in words, and what changed between two versions of the rules."""

from collections.abc import Mapping

from bilten_app.domains.risk.public import Ruleset, Signal
from bilten_app.kit.text import msgid, say

SIGNALS: Mapping[Signal, str] = {
    Signal.watched: msgid("On the watch list"),
    Signal.card_addresses: msgid("E-mail addresses that used the card, in a day"),
    Signal.address_cards: msgid("Cards that the e-mail address used, in a day"),
    Signal.throwaway: msgid("E-mail address that is thrown away after use"),
    Signal.country: msgid("Card from another country than the buyer's business"),
    Signal.holder: msgid("Name on the card that is not the buyer's"),
    Signal.address_orders: msgid("Orders from the e-mail address, in an hour"),
    Signal.address_attempts: msgid("Attempts to pay from the e-mail address, in an hour"),
    Signal.address_event: msgid("Orders of the e-mail address for one event, in a day"),
    Signal.visitor_orders: msgid("Orders from the browser, in an hour"),
    Signal.network_orders: msgid("Orders from the connection, in an hour"),
    Signal.card_orders: msgid("Orders paid with the card, in a day"),
    Signal.card_event: msgid("Orders paid with the card for one event, in a day"),
    Signal.quantity: msgid("Tickets in one order"),
    Signal.total: msgid("Unusually high total, by currency"),
}
STEP_UP, REVIEW, REFUSE = msgid("Ask the bank from"), msgid("Review from"), msgid("Refuse from")
HOURS, DOORS = msgid("Hours of review"), msgid("Hours before doors")
LIMIT = msgid("{what}, usual up to")


def changes(before: Ruleset, after: Ruleset, locale: str) -> str:
    """Return what is different, like `Review from: 70 → 60`."""
    named = [
        (say(STEP_UP, locale), before.thresholds.step_up, after.thresholds.step_up),
        (say(REVIEW, locale), before.thresholds.review, after.thresholds.review),
        (say(REFUSE, locale), before.thresholds.refuse, after.thresholds.refuse),
        (say(HOURS, locale), before.review_hours, after.review_hours),
        (say(DOORS, locale), before.doors_hours, after.doors_hours),
    ]
    for signal, words in SIGNALS.items():
        what = say(words, locale)
        named.append((what, before.weights.get(signal, 0), after.weights.get(signal, 0)))
        limit = say(LIMIT, locale, what=what)
        named.append((limit, before.limits.get(signal, 0), after.limits.get(signal, 0)))
    return " · ".join(
        f"{what}: {was} \N{RIGHTWARDS ARROW} {now}" for what, was, now in named if was != now
    )
