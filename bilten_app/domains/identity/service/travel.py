"""A sign-in that nobody can have travelled to: looked at by a job, after the door was opened.

Only a browser that is new to the account is looked at, so that who switches a VPN on at home
alarms nobody. Where a second step is set up, such a browser has been asked for it already.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Device, Session
from bilten_app.domains.identity.public import FAR_LINK, FarSession, TravelSuspected, Verb
from bilten_app.domains.identity.rules.travel import LONGEST, Sighting, cannot_be_travelled
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.errors import NotFound
from bilten_app.ports.geography import Geography, Spot

JUDGE = "identity.judge_travel"


async def last_sign_in(uow: UnitOfWork, user_id: UUID) -> tuple[str, datetime] | None:
    """Return the network and the moment of an account's last sign-in in a day."""
    chosen = (
        select(col(Device.place), col(Device.seen_at))
        .where(col(Device.user_id) == user_id, col(Device.seen_at) > uow.clock.now() - LONGEST)
        .order_by(col(Device.seen_at).desc())
        .limit(1)
    )
    found = (await uow.session.execute(chosen)).one_or_none()
    return (found[0], found[1]) if found else None


def let_judge(
    uow: UnitOfWork, user_id: UUID, session_id: UUID, *, before: tuple[str, datetime], place: str
) -> None:
    """Let somebody look whether the way to this session can have been travelled."""
    was_at, then = before
    if was_at and place and was_at != place:
        uow.enqueue(
            JUDGE,
            {
                "user_id": str(user_id), "session_id": str(session_id), "place": place,
                "at": uow.clock.now().isoformat(), "was_at": was_at, "then": then.isoformat(),
            },
        )  # fmt: skip


async def judge_travel(
    rt: Runtime,
    *,
    user_id: str,
    session_id: str,
    place: str,
    at: str,
    was_at: str,
    then: str,
    **_: object,
) -> None:
    """Flag a session that nobody can have travelled to; its owner and staff hear of it.

    Job; harmless twice: a session is flagged once, and one that has ended is let be.
    """
    known = rt.gateways.geography
    before = Sighting(_spot(known, was_at), datetime.fromisoformat(then))
    after = Sighting(_spot(known, place), datetime.fromisoformat(at))
    if not cannot_be_travelled(before, after):
        return
    async with rt.unit_of_work() as uow:
        flagged = (
            update(Session)
            .where(col(Session.id) == UUID(session_id), col(Session.flagged_at).is_(None))
            .values(flagged_at=uow.clock.now())
            .returning(col(Session.agent))
        )
        agent = (await uow.session.execute(flagged)).scalar_one_or_none()
        if agent is None:
            return
        countries = [one.spot.country if one.spot else "" for one in (before, after)]
        uow.record(
            TravelSuspected(
                UUID(user_id), UUID(session_id), agent, place, was=countries[0], now=countries[1]
            )
        )
        uow.audit(Verb.travel_suspected, UUID(user_id), was=countries[0], now=countries[1])


async def far_session(
    session: AsyncSession, vault: Vault, *, session_id: UUID, secret: str
) -> FarSession | None:
    """Return the session that a mailed link would end; None when it has ended. Raises NotFound."""
    _check(vault, session_id, secret)
    row = await session.get(Session, session_id)
    return FarSession(row.agent, row.place, row.created_at) if row else None


async def end_far_session(uow: UnitOfWork, vault: Vault, *, session_id: UUID, secret: str) -> None:
    """End a session by the link in the mail about it, whoever is signed in. Harmless twice.

    Raises NotFound.
    """
    _check(vault, session_id, secret)
    ended = delete(Session).where(col(Session.id) == session_id).returning(col(Session.user_id))
    user_id = (await uow.session.execute(ended)).scalar_one_or_none()
    if user_id:
        uow.audit(Verb.sessions_ended, user_id, sessions=[str(session_id)])


def _check(vault: Vault, session_id: UUID, secret: str) -> None:
    if not vault.is_link_secret(FAR_LINK, session_id, secret):
        raise NotFound


def _spot(known: Geography, network: str) -> Spot | None:
    return known.spot_of(network.partition("/")[0])
