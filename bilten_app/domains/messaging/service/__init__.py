"""Fact → delivery → job → mail.

A reaction writes down one delivery for a topic, a subject and a recipient, whatever number of
times the fact comes. `send` tells the world and then marks it; after a crash between the two it
sends the same message id again, by which mail servers know a copy.
"""

from bilten_app.domains.messaging.service.accounts import (
    code,
    far_away,
    far_away_for_staff,
    network_barred,
    new_address,
    old_address,
    reset,
    security,
    stuffing,
    taken,
    toll,
    verify,
)
from bilten_app.domains.messaging.service.changes import (
    change_offered,
    changed,
    holder_changed,
    tickets_sent_again,
)
from bilten_app.domains.messaging.service.desk import (
    loss_reversed,
    payout_failed,
    payout_paid,
    refund_failed,
    vat_failed,
    webhook_gave_up,
)
from bilten_app.domains.messaging.service.disputes import (
    dispute_decided,
    disputed,
    remind_disputes,
)
from bilten_app.domains.messaging.service.forgetting import forget_old, forget_person
from bilten_app.domains.messaging.service.gifts import gift_card, gift_card_replaced
from bilten_app.domains.messaging.service.members import refunded_outside
from bilten_app.domains.messaging.service.privacy import say_goodbye, tell
from bilten_app.domains.messaging.service.resales import listing_ended, resold, seller_paid
from bilten_app.domains.messaging.service.stopping import StopLink, stop_mails, stopping
from bilten_app.domains.messaging.service.team import invited
from bilten_app.domains.messaging.service.tell import (
    ask_for_tickets,
    cancelled,
    find_tickets,
    held,
    late_refunded,
    listed,
    offered,
    receipt,
    refund_asked,
    refund_denied,
    refunded,
)
from bilten_app.domains.messaging.service.write import send

__all__ = [
    "StopLink",
    "ask_for_tickets",
    "cancelled",
    "change_offered",
    "changed",
    "code",
    "dispute_decided",
    "disputed",
    "far_away",
    "far_away_for_staff",
    "find_tickets",
    "forget_old",
    "forget_person",
    "gift_card",
    "gift_card_replaced",
    "held",
    "holder_changed",
    "invited",
    "late_refunded",
    "listed",
    "listing_ended",
    "loss_reversed",
    "network_barred",
    "new_address",
    "offered",
    "old_address",
    "payout_failed",
    "payout_paid",
    "receipt",
    "refund_asked",
    "refund_denied",
    "refund_failed",
    "refunded",
    "refunded_outside",
    "remind_disputes",
    "reset",
    "resold",
    "say_goodbye",
    "security",
    "seller_paid",
    "send",
    "stop_mails",
    "stopping",
    "stuffing",
    "taken",
    "tell",
    "tickets_sent_again",
    "toll",
    "vat_failed",
    "verify",
    "webhook_gave_up",
]
