"""Asking a gateway for money and giving it back: intent, call, record.

What we want is committed before the gateway is asked; its id is the gateway's idempotency key. A
crash between any two steps is finished by whoever looks next.
"""

from bilten_app.domains.payments.service.cards import (
    forget_card,
    learn_cards,
    remembering,
    remove_card,
)
from bilten_app.domains.payments.service.claims import claims, is_kept, left_of
from bilten_app.domains.payments.service.disputes import submit_evidence
from bilten_app.domains.payments.service.forgetting import forget_old, forget_person
from bilten_app.domains.payments.service.hear import on_webhook_stored, take_webhook
from bilten_app.domains.payments.service.look import look_due, refresh
from bilten_app.domains.payments.service.refunds import (
    give_back_quarantined,
    request_refund,
    send_again,
    send_refund,
)
from bilten_app.domains.payments.service.start import extend, start, take_in

__all__ = [
    "claims",
    "extend",
    "forget_card",
    "forget_old",
    "forget_person",
    "give_back_quarantined",
    "is_kept",
    "learn_cards",
    "left_of",
    "look_due",
    "on_webhook_stored",
    "refresh",
    "remembering",
    "remove_card",
    "request_refund",
    "send_again",
    "send_refund",
    "start",
    "submit_evidence",
    "take_in",
    "take_webhook",
]
