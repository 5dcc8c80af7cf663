"""Ending reviews: what becomes of the order and its tickets is for whoever calls."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.risk.models import Review
from bilten_app.domains.risk.public import REVIEW_FLOW, ReviewOver, ReviewState, Verb
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import many_lines

MAX_NOTE = 1000
TOO_LONG = msgid("This is too long. Please shorten it.")


async def decide(
    uow: UnitOfWork, actor: Actor, *, order_id: UUID, to: ReviewState, note: str = ""
) -> None:
    """End the review of an order, once; the caller has locked the order. Raises ReviewOver."""
    note = many_lines(note)
    if len(note) > MAX_NOTE:
        raise Invalid({"note": TOO_LONG})
    review = await _waiting(uow, order_id)
    if review is None:
        raise ReviewOver
    _end(uow, review, actor, to, note)


async def end_if_waiting(uow: UnitOfWork, actor: Actor, *, order_id: UUID, to: ReviewState) -> bool:
    """End the review that an order may be in, for the order is over; whether there was one."""
    review = await _waiting(uow, order_id)
    if review is not None:
        _end(uow, review, actor, to, "")
    return review is not None


async def due(uow: UnitOfWork, *, limit: int = 100) -> Sequence[UUID]:
    """Return the orders whose reviews nobody has decided in time."""
    chosen = (
        select(col(Review.order_id))
        .where(col(Review.state) == ReviewState.waiting)
        .where(col(Review.release_at) <= uow.clock.now())
        .order_by(col(Review.release_at))
        .limit(limit)
    )
    return (await uow.session.execute(chosen)).scalars().all()


def _end(uow: UnitOfWork, review: Review, actor: Actor, to: ReviewState, note: str) -> None:
    uow.advance(
        review, REVIEW_FLOW, to, decided_by=actor.label, decided_at=uow.clock.now(), note=note
    )
    uow.audit(Verb.review_decided, review.order_id, state=to.value, score=review.score)


async def _waiting(uow: UnitOfWork, order_id: UUID) -> Review | None:
    chosen = select(Review).where(
        col(Review.order_id) == order_id, col(Review.state) == ReviewState.waiting
    )
    return (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
