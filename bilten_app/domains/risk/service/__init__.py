"""Judging, reviewing, lists and rules."""

from bilten_app.domains.risk.service.assess import (
    before_paying,
    forget_traces,
    judge_paid,
    open_reviews,
)
from bilten_app.domains.risk.service.forgetting import forget_old, forget_person
from bilten_app.domains.risk.service.lists import flag_buyer, list_buyer, put, take_off
from bilten_app.domains.risk.service.reviews import decide, due, end_if_waiting
from bilten_app.domains.risk.service.rules import change_rules, change_thresholds

__all__ = [
    "before_paying",
    "change_rules",
    "change_thresholds",
    "decide",
    "due",
    "end_if_waiting",
    "flag_buyer",
    "forget_old",
    "forget_person",
    "forget_traces",
    "judge_paid",
    "list_buyer",
    "open_reviews",
    "put",
    "take_off",
]
