"""What rules may be."""

from bilten_app.domains.risk.public import Ruleset, Thresholds
from bilten_app.domains.risk.rules.score import MOST
from bilten_app.kit.text import msgid

LONGEST_REVIEW, LONGEST_DOORS, MOST_SEEN = 168, 72, 50
BAD_WEIGHT = msgid("Write a whole number from 0 to 100.")
# Counting ends at sixty; see the database's `risk_look`.
BAD_LIMIT = msgid("Write a whole number from 1 to 50.")
BAD_ORDER = msgid("Each threshold must be at least the one before it, from 1 to 101.")
BAD_REVIEW = msgid("Write a number of hours from 1 to 168.")
BAD_DOORS = msgid("Write a number of hours from 1 to 72.")
BAD_VALUE = msgid("Write an amount above zero.")


def ruleset_problems(ruleset: Ruleset) -> dict[str, str]:
    """Return what is wrong with rules, by field."""
    weights = {
        f"weight-{signal}": BAD_WEIGHT
        for signal, weight in ruleset.weights.items()
        if not 0 <= weight <= MOST
    }
    limits = {
        f"limit-{signal}": BAD_LIMIT
        for signal, limit in ruleset.limits.items()
        if not 1 <= limit <= MOST_SEEN
    }
    values = {
        f"value-{currency}": BAD_VALUE for currency, minor in ruleset.values.items() if minor <= 0
    }
    hours: dict[str, str] = {}
    if not 1 <= ruleset.review_hours <= LONGEST_REVIEW:
        hours["review_hours"] = BAD_REVIEW
    if not 1 <= ruleset.doors_hours <= LONGEST_DOORS:
        hours["doors_hours"] = BAD_DOORS
    return threshold_problems(ruleset.thresholds) | weights | limits | values | hours


def threshold_problems(at: Thresholds) -> dict[str, str]:
    """Return what is wrong with thresholds; 101 is never reached."""
    steps = {"step_up": at.step_up, "review": at.review, "refuse": at.refuse}
    problems: dict[str, str] = {}
    least = 1
    for name, score in steps.items():
        if not least <= score <= MOST + 1:
            problems[name] = BAD_ORDER
        least = max(least, score)
    return problems
