"""Fact → what follows. The page to read to learn what Bilten does.

A reaction runs at least once, possibly late and beside others; its docstring says what makes it
harmless twice. One that fails is tried again and stops no other.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.events.public import EventCancelled, EventChanged, EventPublished
from bilten_app.domains.identity.public import (
    AddressChangeAsked,
    AddressChanged,
    CodeAsked,
    Registered,
    ResetAsked,
    SecurityChanged,
    SignUpTried,
    StuffingSuspected,
    TollSuspected,
    TravelSuspected,
    VerificationAsked,
)
from bilten_app.domains.market.public import (
    ListingEnded,
    ResaleUndone,
    SellerPaid,
    TicketResold,
)
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    ChangeOffered,
    HolderChanged,
    LateMoneyRefunded,
    LossReversed,
    OrderCancelled,
    OrderChanged,
    OrderHeld,
    OrderPaid,
    OrderRefunded,
    OrderRefundFailed,
    OrderReleased,
    OrderVatFailed,
    RefundAsked,
    RefundDenied,
    RefundedOutside,
    TicketsSentAgain,
)
from bilten_app.domains.organizers.public import MemberInvited
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import (
    DisputeDecided,
    DisputeOpened,
    PaymentCaptured,
    PaymentQuarantined,
    RefundDone,
    RefundFailed,
    WebhookStored,
)
from bilten_app.domains.payouts.public import PayoutFailed, PayoutPaid
from bilten_app.domains.perimeter.public import NetworkBarred
from bilten_app.domains.pricing.public import CardIssued, CardReplaced, VatIdFailed, VatIdProven
from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.scanning.public import TicketsAdmitted
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketsVoided
from bilten_app.domains.waiting.public import ListJoined, OfferMade
from bilten_app.domains.webhooks import queries as webhook_queries
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.domains.webhooks.public import EndpointGaveUp, HookKind
from bilten_app.domains.webhooks.service import TELLS
from bilten_app.infra.chain_facts import EventsFinal, EventsRetracted, EventsSeen
from bilten_app.infra.jobs import JobFunction
from bilten_app.kit.facts import Fact

REACTIONS: Mapping[type[Fact], Sequence[JobFunction]] = {
    Registered: [messaging.verify],
    VerificationAsked: [messaging.verify],
    SignUpTried: [messaging.taken],
    ResetAsked: [messaging.reset],
    AddressChangeAsked: [messaging.new_address],
    AddressChanged: [messaging.old_address],
    SecurityChanged: [messaging.security],
    MemberInvited: [messaging.invited],
    StuffingSuspected: [messaging.stuffing],
    TollSuspected: [messaging.toll],
    TravelSuspected: [messaging.far_away, messaging.far_away_for_staff],
    NetworkBarred: [messaging.network_barred],
    CodeAsked: [messaging.code],
    EventPublished: [
        tickets.prepare_event,
        onchain.on_event_published,
        webhooks.on_event_published,
    ],
    EventChanged: [
        tickets.on_event_changed,
        onchain.on_event_changed,
        webhooks.on_event_changed,
    ],
    EventCancelled: [
        orders.on_event_cancelled,
        onchain.on_event_cancelled,
        webhooks.on_event_cancelled,
    ],
    WebhookStored: [payments.on_webhook_stored],
    PaymentCaptured: [orders.on_payment_captured],
    PaymentQuarantined: [orders.on_payment_quarantined],
    RefundDone: [orders.on_refund_done],
    RefundFailed: [orders.on_refund_failed],
    DisputeOpened: [
        orders.on_dispute_opened,
        scanning.on_dispute_opened,
        messaging.disputed,
    ],
    DisputeDecided: [orders.on_dispute_decided, messaging.dispute_decided],
    OrderPaid: [messaging.receipt, webhooks.on_order_paid],
    OrderHeld: [messaging.held],
    OrderReleased: [messaging.receipt, webhooks.on_order_released],
    OrderCancelled: [messaging.cancelled, webhooks.on_order_cancelled],
    OrderRefunded: [messaging.refunded, webhooks.on_order_refunded],
    RefundedOutside: [messaging.refunded_outside],
    OrderRefundFailed: [messaging.refund_failed],
    VatIdProven: [orders.on_vat_id_proven],
    VatIdFailed: [orders.on_vat_id_failed],
    OrderVatFailed: [messaging.vat_failed],
    RefundAsked: [messaging.refund_asked],
    RefundDenied: [messaging.refund_denied],
    TicketResold: [messaging.resold],
    ListingEnded: [messaging.listing_ended],
    ResaleUndone: [orders.on_resale_undone],
    SellerPaid: [messaging.seller_paid],
    LateMoneyRefunded: [messaging.late_refunded],
    LossReversed: [messaging.loss_reversed, webhooks.on_loss_reversed],
    ChangeOffered: [messaging.change_offered],
    OrderChanged: [messaging.changed],
    HolderChanged: [messaging.holder_changed],
    TicketsSentAgain: [messaging.tickets_sent_again],
    PayoutPaid: [messaging.payout_paid],
    PayoutFailed: [messaging.payout_failed],
    CardIssued: [messaging.gift_card],
    CardReplaced: [messaging.gift_card_replaced],
    ListJoined: [messaging.listed],
    OfferMade: [messaging.offered],
    TicketsVoided: [onchain.on_tickets_voided, webhooks.on_tickets_voided],
    TicketsAdmitted: [webhooks.on_tickets_admitted],
    EndpointGaveUp: [messaging.webhook_gave_up],
    EventsSeen: [onchain.on_events_seen],
    EventsFinal: [onchain.on_events_final],
    EventsRetracted: [onchain.on_events_retracted],
}

_BY_NAME = {fact.name: acts for fact, acts in REACTIONS.items()}
NONE: frozenset[HookKind] = frozenset()


def job_name(reaction: JobFunction) -> str:
    """Return the name under which a reaction is queued, like `orders.on_payment_captured`."""
    return f"{reaction.__module__.split('.')[2]}.{reaction.__name__}"


async def reactions_to(
    session: AsyncSession, facts: Sequence[tuple[str, Mapping[str, Any]]]
) -> Sequence[Sequence[str]]:
    """Return the names of the reactions to each fact; none that tells webhooks nobody has."""
    told = [(_BY_NAME.get(name, ()), payload.get("organizer_id")) for name, payload in facts]
    owners = {UUID(owner) for acts, owner in told if owner and any(act in TELLS for act in acts)}
    wanted = await webhook_queries.wanted(session, owners) if owners else {}

    def is_heard(act: JobFunction, owner: str | None) -> bool:
        return owner is None or act not in TELLS or bool(TELLS[act] & wanted.get(UUID(owner), NONE))

    return [[job_name(act) for act in acts if is_heard(act, owner)] for acts, owner in told]
