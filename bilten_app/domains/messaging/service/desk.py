"""What the members of an organization are told: what needs them, and what has arrived."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken, Topic
from bilten_app.domains.messaging.service.lists import Mail
from bilten_app.domains.messaging.service.tell import deliver, notice, tell_buyer
from bilten_app.domains.messaging.templates import desk as letters
from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.webhooks import queries as webhooks
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission


@dataclass(frozen=True, slots=True)
class Members:
    """Those of an organization who may do something."""

    organizer_id: UUID
    permission: Permission


async def refund_failed(
    rt: Runtime,
    *,
    refund_id: str,
    order_id: str,
    organizer_id: str,
    refund_minor: int,
    currency: str,
    **_: object,
) -> None:
    """Mail that a refund did not arrive, to the buyer and to those who can send it again.

    Reaction; harmless twice: one delivery per attempt and person.
    """
    details = {"order_id": order_id, "refund_minor": refund_minor, "currency": currency}
    await tell_buyer(rt, Topic.refund_failed, order_id, details, subject=refund_id)
    members = Members(UUID(organizer_id), Permission.orders_refund)
    await _tell_members(rt, members, Topic.desk_refund_failed, refund_id, details)


async def loss_reversed(
    rt: Runtime,
    *,
    order_id: str,
    organizer_id: str,
    turn: str,
    tickets: int,
    refund_minor: int,
    currency: str,
    **_: object,
) -> None:
    """Mail that a bank gave back what it had taken, to members, and to a buyer who has tickets.

    Reaction; harmless twice: one delivery per time and person. A buyer whose places are gone has
    the mail about the order that was cancelled.
    """
    details = {
        "order_id": order_id, "tickets": tickets, "refund_minor": refund_minor,
        "currency": currency,
    }  # fmt: skip
    if tickets:
        await tell_buyer(rt, Topic.reinstated, order_id, details, subject=turn)
    members = Members(UUID(organizer_id), Permission.orders_refund)
    await _tell_members(rt, members, Topic.desk_loss_reversed, turn, details)


async def vat_failed(
    rt: Runtime, *, order_id: str, organizer_id: str, vat_id: str, **_: object
) -> None:
    """Mail that a VAT id turned out bad. Reaction; harmless twice: one per order and person."""
    details = {"order_id": order_id, "vat_id": vat_id}
    members = Members(UUID(organizer_id), Permission.finances_manage)
    await _tell_members(rt, members, Topic.desk_vat_failed, order_id, details)


async def payout_paid(
    rt: Runtime, *, payout_id: str, organizer_id: str, amount_minor: int, currency: str, **_: object
) -> None:
    """Mail that money has arrived. Reaction; harmless twice: one delivery per payout and person."""
    details = {"organizer_id": organizer_id, "minor": amount_minor, "currency": currency}
    members = Members(UUID(organizer_id), Permission.finances_manage)
    await _tell_members(rt, members, Topic.desk_payout_paid, payout_id, details)


async def payout_failed(
    rt: Runtime, *, payout_id: str, organizer_id: str, amount_minor: int, currency: str, **_: object
) -> None:
    """Mail that money did not arrive, or came back. Reaction; harmless twice: one per payout."""
    details = {"organizer_id": organizer_id, "minor": amount_minor, "currency": currency}
    members = Members(UUID(organizer_id), Permission.finances_manage)
    await _tell_members(rt, members, Topic.desk_payout_failed, payout_id, details)


async def webhook_gave_up(
    rt: Runtime, *, endpoint_id: str, organizer_id: str, since: str, **_: object
) -> None:
    """Mail that a webhook was switched off. Reaction; harmless twice: one for each time."""
    details = {"endpoint_id": endpoint_id, "since": since}
    members = Members(UUID(organizer_id), Permission.webhooks_manage)
    await _tell_members(rt, members, Topic.desk_webhook_off, f"{endpoint_id}:{since}", details)


async def write_webhook_off(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter about a webhook that is still switched off. Raises Overtaken."""
    async with rt.read() as session:
        endpoint = await webhooks.given_up(session, UUID(delivery.details["endpoint_id"]))
    if endpoint is None:
        raise Overtaken
    since = datetime.fromisoformat(delivery.details["since"])
    letter = letters.webhook_off(
        endpoint, since=since, origin=rt.settings.origin, locale=delivery.locale
    )
    return letter, ()


def payout_writer(draw: Callable[..., Letter]) -> Callable[[Runtime, Delivery], Awaitable[Mail]]:
    """Return what writes the letter about a payout that `draw` draws."""

    async def write(rt: Runtime, delivery: Delivery) -> Mail:
        told = delivery.details
        async with rt.read() as session:
            organizer = await organizers.by_id(session, UUID(told["organizer_id"]))
        letter = draw(
            amount=Money(int(told["minor"]), str(told["currency"])),
            organizer=organizer.name,
            origin=rt.settings.origin,
            locale=delivery.locale,
        )
        return letter, ()

    return write


async def _tell_members(
    rt: Runtime, members: Members, topic: Topic, subject: str, details: dict[str, Any]
) -> None:
    async with rt.unit_of_work() as uow:
        told = await organizers.who_may(uow.session, members.organizer_id, members.permission)
        await deliver(uow, [notice(topic, subject, one.email, one.locale, details) for one in told])
