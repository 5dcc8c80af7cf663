"""The states of a dispute, and why banks ask, in words."""

from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.kit.text import msgid
from bilten_app.web.parts.feedback import Tone

STATES: dict[DisputeState, tuple[str, Tone]] = {
    DisputeState.opened: (msgid("Needs an answer"), "bad"),
    DisputeState.under_review: (msgid("With the bank"), "warn"),
    DisputeState.won: (msgid("Won"), "good"),
    DisputeState.lost: (msgid("Lost"), "info"),
}
# Of these a refund is an answer, too: the bank has taken nothing yet.
INQUIRIES: dict[DisputeState, tuple[str, Tone]] = {
    DisputeState.opened: (msgid("The bank asks, answer or refund"), "warn"),
    DisputeState.under_review: (msgid("Answered, the bank looks"), "warn"),
    DisputeState.won: (msgid("Settled without a dispute"), "good"),
}
NOT_MADE = msgid("Not made by the cardholder")
NOT_RECEIVED = msgid("Not received")
NOT_AS_SOLD = msgid("Not as described")
OTHER_REASON = msgid("Another reason")
# The words of Stripe, then those of PayPal.
REASONS = {
    "fraudulent": NOT_MADE,
    "unrecognized": NOT_MADE,
    "product_not_received": NOT_RECEIVED,
    "product_unacceptable": NOT_AS_SOLD,
    "duplicate": msgid("Charged twice"),
    "credit_not_processed": msgid("Refund not received"),
    "unauthorised": NOT_MADE,
    "merchandise_or_service_not_received": NOT_RECEIVED,
    "merchandise_or_service_not_as_described": NOT_AS_SOLD,
}


def state_of(dispute: DisputeView) -> tuple[str, Tone]:
    """Return where a dispute is, or what a bank only asks about, in words."""
    asked = INQUIRIES.get(dispute.state) if dispute.is_inquiry else None
    return asked or STATES[dispute.state]
