"""Signals, what they weigh, and what follows from their sum."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bilten_app.domains.risk.public import (
    Outcome,
    Reason,
    Ruleset,
    Signal,
    Thresholds,
    Verdict,
)

MOST = 100
WEIGHTS: Mapping[Signal, int] = {
    Signal.address_orders: 20,
    Signal.address_attempts: 15,
    Signal.address_cards: 35,
    Signal.address_event: 15,
    Signal.network_orders: 10,
    Signal.visitor_orders: 20,
    Signal.card_orders: 20,
    Signal.card_addresses: 45,
    Signal.card_event: 10,
    Signal.quantity: 15,
    Signal.total: 20,
    Signal.country: 25,
    Signal.throwaway: 30,
    Signal.holder: 10,
    Signal.watched: 75,
    Signal.denied: MOST,
}
# From more than so many on, a count speaks; what is not counted speaks from one on.
LIMITS: Mapping[Signal, int] = {
    Signal.address_orders: 10,
    Signal.address_attempts: 20,
    Signal.address_cards: 3,
    Signal.address_event: 8,
    Signal.network_orders: 40,
    Signal.visitor_orders: 8,
    Signal.card_orders: 10,
    Signal.card_addresses: 3,
    Signal.card_event: 8,
    Signal.quantity: 12,
}
VALUES: Mapping[str, int] = {
    "EUR": 100_000, "USD": 100_000, "GBP": 90_000, "CHF": 100_000, "EGP": 5_000_000,
    "TRY": 4_000_000, "JPY": 150_000,
}  # fmt: skip
STANDARD = Ruleset(WEIGHTS, LIMITS, VALUES)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a verdict looks at: what was counted, and what was found on lists."""

    seen: Mapping[Signal, int] = field(default_factory=dict[Signal, int])
    currency: str = ""
    is_allowed: bool = False


def judge(found: Findings, rules: Ruleset) -> Verdict:
    """Return the sum of what speaks against somebody, at most 100, and what follows.

    More of anything never lowers the score. Who is on the allow list passes whatever they do,
    unless they are on the deny list too.
    """
    said = [_reason(signal, found, rules) for signal in Signal]
    reasons = tuple(reason for reason in said if reason)
    score = min(sum(reason.weight for reason in reasons), MOST)
    if found.seen.get(Signal.denied):
        return Verdict(MOST, Outcome.refused, reasons)
    if found.is_allowed:
        return Verdict(score, Outcome.passed, reasons, is_allowed=True)
    return Verdict(score, follows(score, rules.thresholds), reasons)


def follows(score: int, at: Thresholds) -> Outcome:
    """Return what follows from a score."""
    if score >= at.refuse:
        return Outcome.refused
    if score >= at.review:
        return Outcome.review
    return Outcome.step_up if score >= at.step_up else Outcome.passed


def stricter(platform: Ruleset, own: Thresholds | None) -> Ruleset:
    """Return the platform's rules with an organizer's thresholds where those are lower."""
    if own is None:
        return platform
    base = platform.thresholds
    lower = Thresholds(
        min(base.step_up, own.step_up), min(base.review, own.review), min(base.refuse, own.refuse)
    )
    return replace(platform, thresholds=lower)


def release_at(now: datetime, doors_at: datetime, rules: Ruleset) -> datetime:
    """Return when a review ends by itself: in time for the doors, and never in the past."""
    in_time = doors_at - timedelta(hours=rules.doors_hours)
    return max(now, min(now + timedelta(hours=rules.review_hours), in_time))


def _reason(signal: Signal, found: Findings, rules: Ruleset) -> Reason | None:
    seen = found.seen.get(signal, 0)
    limit = rules.limits.get(signal, 0)
    if signal is Signal.total:
        limit = rules.values.get(found.currency, 0)
        if not limit:
            return None
    weight = MOST if signal is Signal.denied else rules.weights.get(signal, 0)
    return Reason(signal, weight, seen, limit) if seen > limit and weight else None
