"""Asking to be forgotten, and taking it back while there is time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity import service as accounts
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.messaging.public import ERASURE_LINK, Topic
from bilten_app.domains.privacy.models import STANDING, Erasure
from bilten_app.domains.privacy.public import ERASURE_FLOW, ErasureState, InTheWay, TooLate, Verb
from bilten_app.domains.privacy.queries import is_known, obstacles
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.zones import UTC

LINK_LASTS = timedelta(days=7)
AN_HOUR_S = 3600
LINK_JOB = "privacy.mail_link"


async def ask_erasure(rt: Runtime, actor: Actor) -> None:
    """Let an account be erased once the time to think has passed; a mail says how to undo it.

    Asks for a recent proof, by one's own hand. Harmless twice. Raises InTheWay, ProofNeeded.
    """
    user_id = actor.require_own_hand()
    actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        if await obstacles(uow.session, actor):
            raise InTheWay
        person = await identity.profile(uow.session, user_id)
        due = uow.clock.now() + timedelta(days=rt.settings.erasure_days)
        erasure = await _standing(uow, person.email)
        if erasure is not None and erasure.state != ErasureState.asked:
            return
        if erasure is None:
            erasure = Erasure(
                user_id=user_id, email=person.email, locale=person.locale,
                state=ErasureState.waiting, asked_at=uow.clock.now(), due_at=due,
            )  # fmt: skip
            uow.add(erasure)
        else:
            erasure.user_id = user_id
            uow.advance(erasure, ERASURE_FLOW, ErasureState.waiting, due_at=due)
        await _tell(uow, erasure)


async def take_back(uow: UnitOfWork, actor: Actor) -> None:
    """Keep one's account after all. Raises TooLate."""
    user_id = actor.require_own_hand()
    chosen = select(Erasure).where(
        col(Erasure.user_id) == user_id, col(Erasure.state) == ErasureState.waiting.value
    )
    found = (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
    if found is None:
        raise TooLate
    _keep(uow, found)


async def ask_by_mail(rt: Runtime, actor: Actor, *, email: str, locale: str, address: str) -> None:
    """Let a link be mailed to who bought without an account. Nobody learns whether they did.

    `address` is the network address of the browser. Raises TooMany.
    """
    limits = rt.gateways.limits
    await limits.hit("erasure-ask", address, limit=10, per_s=AN_HOUR_S)
    await limits.hit(
        "erasure-ask-of", accounts.account_key(rt.vault, email), limit=3, per_s=AN_HOUR_S
    )
    async with rt.unit_of_work(actor) as uow:
        asked = {"email": email.strip(), "locale": locale, "erasure_id": str(new_id())}
        uow.enqueue(LINK_JOB, asked)


async def mail_link(rt: Runtime, *, email: str, locale: str, erasure_id: str, **_: object) -> None:
    """Mail the link to who is known here, without an account. Job; harmless twice: one row.

    Who has an account is told to sign in: there they can do it.
    """
    async with rt.unit_of_work() as uow:
        if await identity.user_id_by_email(uow.session, email) is not None:
            await messaging.tell(
                uow, Topic.erasure_link, erasure_id, email=email, locale=locale,
                details={"has_account": True},
            )  # fmt: skip
            return
        if not await is_known(uow.session, email):
            return
        now = uow.clock.now()
        row: dict[str, Any] = {
            "id": UUID(erasure_id), "email": email, "locale": locale, "done": [],
            "state": ErasureState.asked.value, "asked_at": now, "due_at": now + LINK_LASTS,
        }  # fmt: skip
        await uow.session.execute(insert(Erasure).values(row).on_conflict_do_nothing())
        erasure = await _standing(uow, email)
        if erasure is not None and erasure.state != ErasureState.running:
            subject = f"{erasure.id}:{erasure_id}"
            details = {"erasure_id": str(erasure.id)}
            await messaging.tell(
                uow, Topic.erasure_link, subject, email=email, locale=locale, details=details
            )


async def confirm_by_link(rt: Runtime, actor: Actor, *, erasure_id: UUID, secret: str) -> None:
    """Let the data behind an address be erased: its owner followed the link. Harmless twice.

    Raises NotFound.
    """
    async with rt.unit_of_work(actor) as uow:
        erasure = await _linked(rt, uow, erasure_id, secret)
        if erasure.state == ErasureState.asked and erasure.due_at > uow.clock.now():
            due = uow.clock.now() + timedelta(days=rt.settings.erasure_days)
            uow.advance(erasure, ERASURE_FLOW, ErasureState.waiting, due_at=due)
            await _tell(uow, erasure)


async def take_back_by_link(rt: Runtime, actor: Actor, *, erasure_id: UUID, secret: str) -> None:
    """Keep everything after all. Raises NotFound, TooLate."""
    async with rt.unit_of_work(actor) as uow:
        erasure = await _linked(rt, uow, erasure_id, secret)
        if erasure.state not in {ErasureState.asked, ErasureState.waiting}:
            raise TooLate
        _keep(uow, erasure)


async def _tell(uow: UnitOfWork, erasure: Erasure) -> None:
    zone = UTC
    if erasure.user_id:
        zone = (await identity.profile(uow.session, erasure.user_id)).time_zone or UTC
    due_at = erasure.due_at.isoformat()
    details = {"erasure_id": str(erasure.id), "due_at": due_at, "zone": zone}
    uow.audit(Verb.erasure_asked, erasure.id)
    await uow.session.flush()
    await messaging.tell(
        uow, Topic.erasure_asked, f"{erasure.id}:{erasure.due_at.isoformat()}",
        email=erasure.email, locale=erasure.locale, details=details,
    )  # fmt: skip


def _keep(uow: UnitOfWork, erasure: Erasure) -> None:
    uow.advance(erasure, ERASURE_FLOW, ErasureState.kept, ended_at=uow.clock.now(), email="")
    uow.audit(Verb.erasure_taken_back, erasure.id)


async def _standing(uow: UnitOfWork, email: str) -> Erasure | None:
    chosen = select(Erasure).where(func.lower(col(Erasure.email)) == email.lower(), STANDING)
    return (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()


async def _linked(rt: Runtime, uow: UnitOfWork, erasure_id: UUID, secret: str) -> Erasure:
    if not rt.vault.is_link_secret(ERASURE_LINK, erasure_id, secret):
        raise NotFound
    return await uow.get(Erasure, erasure_id, lock=True)
