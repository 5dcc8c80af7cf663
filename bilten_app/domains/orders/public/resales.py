"""What can be said against a resale that only its order knows."""

from bilten_app.kit.errors import Refused
from bilten_app.kit.text import msgid


class NoCodesForResale(Refused):
    """A resold ticket has the price that its seller set."""

    code = "no_codes_for_resale"
    text = msgid("Codes, gift cards and credit do not pay for a ticket that somebody resells.")


class RefundWaits(Refused):
    """The money of the ticket was asked back."""

    code = "refund_waits"
    text = msgid("You asked for the money of this ticket back. Withdraw that first.")
