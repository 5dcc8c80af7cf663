"""From what is owed to money on a bank account."""

from bilten_app.domains.payouts.service.make import make_due, make_now
from bilten_app.domains.payouts.service.reserves import release_reserves
from bilten_app.domains.payouts.service.send import LOOK_JOB, SEND_JOB, look, record_return, send
from bilten_app.domains.payouts.service.settings import (
    change_destination,
    change_reserve,
    change_terms,
)

__all__ = [
    "LOOK_JOB",
    "SEND_JOB",
    "change_destination",
    "change_reserve",
    "change_terms",
    "look",
    "make_due",
    "make_now",
    "record_return",
    "release_reserves",
    "send",
]
