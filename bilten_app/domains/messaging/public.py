"""What can be told, and where a delivery is."""

from dataclasses import dataclass
from enum import StrEnum

from bilten_app.kit.errors import Refused
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid


class Topic(StrEnum):
    """What a mail is about; its subject is what happened: an order, a refund, a card, a link.

    What begins with `desk` is told to members of the organization.
    """

    receipt = "orders.receipt"
    held = "orders.held"
    refunded_outside = "orders.refunded_outside"
    disputed = "orders.disputed"
    dispute_due = "orders.dispute_due"
    dispute_decided = "orders.dispute_decided"
    late_refunded = "orders.late_refunded"
    cancelled = "orders.cancelled"
    refunded = "orders.refunded"
    refund_asked = "orders.refund_asked"
    refund_denied = "orders.refund_denied"
    holder_changed = "orders.holder_changed"
    holder_gone = "orders.holder_gone"
    address_gone = "orders.address_gone"
    refund_failed = "orders.refund_failed"
    reinstated = "orders.reinstated"
    desk_refund_failed = "desk.refund_failed"
    desk_loss_reversed = "desk.loss_reversed"
    desk_vat_failed = "desk.vat_failed"
    desk_payout_paid = "desk.payout_paid"
    desk_payout_failed = "desk.payout_failed"
    desk_webhook_off = "desk.webhook_off"
    gift_card = "pricing.gift_card"
    change_offered = "orders.change_offered"
    changed = "orders.changed"
    resold = "market.sold"
    listing_ended = "market.ended"
    seller_paid = "market.settled"
    verify = "identity.verify"
    taken = "identity.taken"
    reset = "identity.reset"
    new_address = "identity.new_address"
    old_address = "identity.old_address"
    security = "identity.security"
    invited = "organizers.invited"
    code = "identity.code"
    stuffing = "identity.stuffing"
    toll = "identity.toll"
    far_away = "identity.far_away"
    far_away_staff = "identity.far_away_staff"
    network_barred = "network.barred"
    sms_code = "identity.sms_code"
    listed = "waiting.listed"
    offered = "waiting.offered"
    found = "orders.found"
    erasure_link = "privacy.erasure_link"
    erasure_asked = "privacy.erasure_asked"
    export_ready = "privacy.export_ready"


ERASURE_LINK = "privacy/erasure"
"""What the vault binds the link to somebody's erasure to."""


class Stop(StrEnum):
    """What somebody can end by the link in a mail: an organizer's news, or a place on a list."""

    news = "news"
    waiting = "waiting"


STOP_LINKS = {Stop.news: "messaging/stop-news", Stop.waiting: "messaging/stop-waiting"}
"""What the vault binds those links to."""


@dataclass(frozen=True, slots=True)
class StopView:
    """What a link would end; `name` is whose news, or the event: nothing where it is forgotten."""

    stop: Stop
    name: str


class DeliveryState(StrEnum):
    """Where a delivery is. `failed`: refused for good, or no longer true."""

    queued = "queued"
    sent = "sent"
    failed = "failed"


DELIVERY_FLOW = Flow[DeliveryState](
    {DeliveryState.queued: {DeliveryState.sent, DeliveryState.failed}}
)


class KeptInside(Refused):
    """A mail about a test would leave the organization: strangers hear nothing of tests."""

    code = "kept_inside"
    text = msgid("Mails about a test go to the team of the organization only.")


class Overtaken(Refused):
    """What a mail would say stopped being true before it was sent."""

    code = "overtaken"
    text = msgid("This is no longer true and is not sent.")
