"""What people are told of their own accounts: links, and what changed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity import service as accounts
from bilten_app.domains.identity.public import FAR_LINK, FactorKind, ProfileView, SecurityMatter
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken, Topic
from bilten_app.domains.messaging.service.lists import Mail
from bilten_app.domains.messaging.service.tell import deliver, notice
from bilten_app.domains.messaging.templates import far as far_letters
from bilten_app.domains.messaging.templates import identity as letters
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.zones import UTC


async def verify(rt: Runtime, *, user_id: str, link_id: str, **_: object) -> None:
    """Mail the link that proves an address. Reaction; harmless twice: one delivery per link."""
    await _tell(rt, Topic.verify, link_id, user_id)


async def taken(rt: Runtime, *, user_id: str, attempt_id: str, **_: object) -> None:
    """Mail that somebody wanted an account. Reaction; harmless twice: one mail per attempt."""
    await _tell(rt, Topic.taken, attempt_id, user_id)


async def reset(rt: Runtime, *, user_id: str, link_id: str, **_: object) -> None:
    """Mail the link to choose a password. Reaction; harmless twice: one delivery per link."""
    await _tell(rt, Topic.reset, link_id, user_id)


async def new_address(rt: Runtime, *, user_id: str, link_id: str, **_: object) -> None:
    """Mail a link to the new address. Reaction; harmless twice: one delivery per link."""
    async with rt.read() as session:
        address = await identity.address_of_link(session, UUID(link_id))
    await _tell(rt, Topic.new_address, link_id, user_id, to=address)


async def old_address(rt: Runtime, *, user_id: str, link_id: str, **_: object) -> None:
    """Mail the old address how to undo. Reaction; harmless twice: one delivery per link."""
    async with rt.read() as session:
        address = await identity.address_of_link(session, UUID(link_id))
    await _tell(rt, Topic.old_address, link_id, user_id, to=address)


async def security(
    rt: Runtime, *, user_id: str, event_id: str, matter: str, browser: str, place: str, **_: object
) -> None:
    """Mail what changed in an account. Reaction; harmless twice: one delivery per event."""
    told = {"matter": matter, "browser": browser, "place": place}
    await _tell(rt, Topic.security, event_id, user_id, told)


async def code(
    rt: Runtime, *, user_id: str, code_id: str, kind: str, asked: int = 1, **_: object
) -> None:
    """Send a code by mail or text message. Reaction; harmless twice: one delivery per asking."""
    if kind == FactorKind.email:
        await _tell(rt, Topic.code, f"{code_id}:{asked}", user_id, {"code_id": code_id})
        return
    async with rt.read() as session:
        number = await identity.number_of(session, rt.vault, UUID(user_id))
    told = {"code_id": code_id}
    await _tell(rt, Topic.sms_code, f"{code_id}:{asked}", user_id, told, to=number)


async def stuffing(rt: Runtime, *, place: str, hour: str, accounts: int, **_: object) -> None:
    """Tell staff that a network tries many accounts. Reaction; harmless twice: one mail an hour."""
    told = {"place": place, "accounts": accounts}
    await _tell_staff(rt, StaffPermission.audit_read, Topic.stuffing, f"{place}:{hour}", told)


async def toll(rt: Runtime, *, prefix: str, hour: str, **_: object) -> None:
    """Tell staff that codes go to one place only. Reaction; harmless twice: one mail an hour."""
    told = {"prefix": prefix}
    await _tell_staff(rt, StaffPermission.audit_read, Topic.toll, f"{prefix}:{hour}", told)


async def far_away(
    rt: Runtime, *, user_id: str, session_id: str, browser: str, place: str, **_: object
) -> None:
    """Mail the owner how to end a session from too far away. Reaction; harmless twice: one mail."""
    told = {"browser": browser, "place": place}
    await _tell(rt, Topic.far_away, session_id, user_id, told)


async def far_away_for_staff(
    rt: Runtime, *, user_id: str, session_id: str, was: str, now: str, **_: object
) -> None:
    """Tell staff who look at risks of such a session. Reaction; harmless twice: one mail each."""
    told = {"about": user_id, "was": was, "now": now}
    await _tell_staff(rt, StaffPermission.review, Topic.far_away_staff, session_id, told)


async def network_barred(
    rt: Runtime, *, address: str, rule_id: str, minutes: int, **_: object
) -> None:
    """Tell staff that a network was shut out. Reaction; harmless twice: one mail a rule."""
    told = {"address": address, "minutes": minutes}
    await _tell_staff(rt, StaffPermission.network_manage, Topic.network_barred, rule_id, told)


async def _tell(
    rt: Runtime,
    topic: Topic,
    subject: str,
    user_id: str,
    details: dict[str, Any] | None = None,
    *,
    to: str = "",
) -> None:
    async with rt.read() as session:
        person = await identity.profile(session, UUID(user_id))
    known = {"user_id": user_id, **(details or {})}
    async with rt.unit_of_work() as uow:
        await deliver(uow, [notice(topic, subject, to or person.email, person.locale, known)])


async def _tell_staff(
    rt: Runtime, permission: StaffPermission, topic: Topic, subject: str, told: dict[str, Any]
) -> None:
    async with rt.read() as session:
        staff = await identity.staff(session, permission)
    async with rt.unit_of_work() as uow:
        await deliver(uow, [notice(topic, subject, one.email, one.locale, told) for one in staff])


async def _write_verify(rt: Runtime, delivery: Delivery) -> Mail:
    person, url = await _person(rt, delivery), _link(rt, delivery, "verify")
    return letters.verify(name=person.name, url=url, locale=delivery.locale), ()


async def _write_taken(rt: Runtime, delivery: Delivery) -> Mail:
    person = await _person(rt, delivery)
    letter = letters.taken(name=person.name, origin=rt.settings.origin, locale=delivery.locale)
    return letter, ()


async def _write_reset(rt: Runtime, delivery: Delivery) -> Mail:
    person, url = await _person(rt, delivery), _link(rt, delivery, "reset-password")
    return letters.reset(name=person.name, url=url, locale=delivery.locale), ()


async def _write_new_address(rt: Runtime, delivery: Delivery) -> Mail:
    person, url = await _person(rt, delivery), _link(rt, delivery, "verify")
    return letters.new_address(name=person.name, url=url, locale=delivery.locale), ()


async def _write_old_address(rt: Runtime, delivery: Delivery) -> Mail:
    person, url = await _person(rt, delivery), _link(rt, delivery, "verify")
    return letters.old_address(name=person.name, url=url, locale=delivery.locale), ()


async def _write_security(rt: Runtime, delivery: Delivery) -> Mail:
    person, told = await _person(rt, delivery), delivery.details
    letter = letters.security(
        name=person.name,
        matter=SecurityMatter[told["matter"]],
        browser=told["browser"],
        place=told["place"],
        at=delivery.queued_at,
        zone=person.time_zone or UTC,
        origin=rt.settings.origin,
        locale=delivery.locale,
    )
    return letter, ()


async def _write_far_away(rt: Runtime, delivery: Delivery) -> Mail:
    person, told, session_id = await _person(rt, delivery), delivery.details, delivery.subject
    secret = rt.vault.link_secret(FAR_LINK, UUID(session_id))
    letter = far_letters.far_away(
        name=person.name, browser=told["browser"], place=told["place"], at=delivery.queued_at,
        zone=person.time_zone or UTC, origin=rt.settings.origin, locale=delivery.locale,
        end_url=f"{rt.settings.origin}/end-session/{session_id}/{secret}",
    )  # fmt: skip
    return letter, ()


async def _write_far_away_staff(rt: Runtime, delivery: Delivery) -> Mail:
    told = delivery.details
    letter = far_letters.far_away_for_staff(
        was=told["was"], now=told["now"], at=delivery.queued_at,
        url=f"{rt.settings.origin}/admin/people/{told['about']}", locale=delivery.locale,
    )  # fmt: skip
    return letter, ()


async def _write_code(rt: Runtime, delivery: Delivery) -> Mail:
    person, code_id = await _person(rt, delivery), UUID(delivery.details["code_id"])
    async with rt.read() as session:
        if not await identity.is_asked(session, code_id, rt.clock.now()):
            raise Overtaken
    digits = accounts.code_of(rt, code_id)
    return letters.code(name=person.name, digits=digits, locale=delivery.locale), ()


async def _write_stuffing(rt: Runtime, delivery: Delivery) -> Mail:
    told = delivery.details
    letter = letters.stuffing(
        place=told["place"],
        accounts=told["accounts"],
        at=delivery.queued_at,
        origin=rt.settings.origin,
        locale=delivery.locale,
    )
    return letter, ()


async def _write_toll(rt: Runtime, delivery: Delivery) -> Mail:
    letter = letters.toll(
        prefix=delivery.details["prefix"], at=delivery.queued_at, origin=rt.settings.origin,
        locale=delivery.locale,
    )  # fmt: skip
    return letter, ()


async def _write_network_barred(rt: Runtime, delivery: Delivery) -> Mail:
    letter = letters.network_barred(
        address=delivery.details["address"],
        minutes=delivery.details["minutes"],
        origin=rt.settings.origin,
        locale=delivery.locale,
    )
    return letter, ()


ACCOUNT_WRITERS: Mapping[Topic, Callable[[Runtime, Delivery], Awaitable[Mail]]] = {
    Topic.verify: _write_verify,
    Topic.taken: _write_taken,
    Topic.reset: _write_reset,
    Topic.new_address: _write_new_address,
    Topic.old_address: _write_old_address,
    Topic.security: _write_security,
    Topic.code: _write_code,
    Topic.stuffing: _write_stuffing,
    Topic.toll: _write_toll,
    Topic.network_barred: _write_network_barred,
    Topic.far_away: _write_far_away,
    Topic.far_away_staff: _write_far_away_staff,
    Topic.sms_code: _write_code,
}


async def _person(rt: Runtime, delivery: Delivery) -> ProfileView:
    async with rt.read() as session:
        return await identity.profile(session, UUID(delivery.details["user_id"]))


def _link(rt: Runtime, delivery: Delivery, page: str) -> str:
    token = accounts.link_token(rt, UUID(delivery.subject))
    return f"{rt.settings.origin}/{page}/{token}"
