"""What people are told who ask about their own data."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import ERASURE_LINK, Topic
from bilten_app.domains.messaging.service.lists import Mail
from bilten_app.domains.messaging.service.tell import deliver, notice
from bilten_app.domains.messaging.templates import privacy as letters
from bilten_app.domains.messaging.templates.letter import html, plain, subject_line
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.zones import UTC
from bilten_app.ports.messages import Email, Undeliverable


async def tell(
    uow: UnitOfWork, topic: Topic, subject: str, *, email: str, locale: str, details: dict[str, Any]
) -> None:
    """Queue what an erasure or an export has to say, once for each subject."""
    await deliver(uow, [notice(topic, subject, email, locale, details)])


async def say_goodbye(rt: Runtime, *, erasure_id: UUID, email: str, locale: str) -> None:
    """Send the last mail to somebody who is erased. It is kept nowhere.

    Harmless twice: mail servers know a second one by its id. One that nobody takes is let go.
    """
    letter = letters.erased(locale=locale)
    try:
        await rt.gateways.email.send(
            Email(
                message_id=f"{erasure_id}@{urlsplit(rt.settings.origin).hostname}",
                to=email,
                subject=subject_line(letter),
                html=html(letter),
                text=plain(letter),
            )
        )
    except Undeliverable:
        return


async def write_erasure_link(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter by which a guest shows that an address is theirs."""
    if delivery.details.get("has_account"):
        url = f"{rt.settings.origin}/account/privacy"
        return letters.erasure_by_account(url=url, locale=delivery.locale), ()
    return letters.erasure_link(url=_link(rt, delivery), locale=delivery.locale), ()


async def write_erasure_asked(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter that says when somebody is erased, and how to undo it."""
    due_at = datetime.fromisoformat(delivery.details["due_at"])
    letter = letters.erasure_asked(
        url=_link(rt, delivery), due_at=due_at, zone=delivery.details.get("zone", UTC),
        locale=delivery.locale,
    )  # fmt: skip
    return letter, ()


async def write_export_ready(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter that says that somebody's copy can be fetched."""
    url = f"{rt.settings.origin}/account/privacy"
    return letters.export_ready(url=url, locale=delivery.locale), ()


def _link(rt: Runtime, delivery: Delivery) -> str:
    erasure_id = UUID(delivery.details["erasure_id"])
    secret = rt.vault.link_secret(ERASURE_LINK, erasure_id)
    return f"{rt.settings.origin}/erasure/{erasure_id}/{secret}"
