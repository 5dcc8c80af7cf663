"""Shifts at a cash drawer: opened with a float, closed with a count; who stands there sells."""

from typing import Literal
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.orders.models import Order, TillMove, TillShift
from bilten_app.domains.orders.public import (
    FundKind,
    NoShift,
    OtherCurrency,
    ShiftOpen,
    Source,
    Verb,
)
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import many_lines

MAX_MINOR, MAX_NOTE = 10**12, 500
BAD_AMOUNT = msgid("The amount must be zero or more.")
LONG_NOTE = msgid("This is too long. Please shorten it.")


async def open_shift(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, opening: Money) -> UUID:
    """Begin a shift with what lies in the drawer. For members with `box_office:sell`.

    Raises ShiftOpen: a person stands at one drawer at a time.
    """
    scope, _ = actor.require_somewhere(Permission.box_office, organizer_id)
    _check(opening.minor, "float", "")
    if await shift_of(uow, actor, scope):
        raise ShiftOpen
    shift = TillShift(
        id=new_id(), organizer_id=scope, currency=opening.currency, opened_by=actor.label,
        opened_at=uow.clock.now(), float_minor=opening.minor,
    )  # fmt: skip
    uow.add(shift)
    uow.audit(Verb.shift_opened, shift.id, float_minor=opening.minor)
    return shift.id


async def close_shift(
    uow: UnitOfWork, actor: Actor, *, shift_id: UUID, counted_minor: int, note: str = ""
) -> None:
    """End a shift of one's own with what was counted. Raises NoShift when it is closed."""
    shift = await uow.get(TillShift, shift_id, lock=True)
    actor.require_somewhere(Permission.box_office, shift.organizer_id)
    if shift.opened_by != actor.label:
        raise NotFound
    if shift.closed_at is not None:
        raise NoShift
    note = many_lines(note)
    _check(counted_minor, "counted", note)
    shift.closed_at, shift.counted_minor, shift.note = uow.clock.now(), counted_minor, note
    uow.audit(Verb.shift_closed, shift.id, counted_minor=counted_minor)


async def shift_of(uow: UnitOfWork, actor: Actor, organizer_id: UUID) -> TillShift | None:
    """Return somebody's open shift, locked: it does not close under a sale. None without one."""
    chosen = select(TillShift).where(
        col(TillShift.organizer_id) == organizer_id,
        col(TillShift.opened_by) == actor.label,
        col(TillShift.closed_at).is_(None),
    )
    locked = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await uow.session.execute(locked)).scalar_one_or_none()


async def require_shift(uow: UnitOfWork, actor: Actor, order: Order) -> TillShift:
    """Return the shift that takes or gives an order's money. Raises NoShift, OtherCurrency."""
    shift = await shift_of(uow, actor, order.organizer_id)
    if shift is None:
        raise NoShift
    if shift.currency != order.currency:
        raise OtherCurrency
    return shift


def book(
    uow: UnitOfWork,
    shift: TillShift,
    order: Order,
    kind: Literal["sale", "refund"],
    money: Source,
    *,
    tendered_minor: int = 0,
    reference: str = "",
) -> None:
    """Write down what a shift took or gave."""
    uow.add(
        TillMove(
            shift_id=shift.id, order_id=order.id, kind=kind, tender=money.kind.value,
            amount_minor=money.minor, tendered_minor=tendered_minor, reference=reference,
            at=uow.clock.now(),
        )
    )  # fmt: skip


async def give_back(uow: UnitOfWork, actor: Actor, order: Order, money: Source) -> None:
    """Give cash out of the drawer of who does it, or money by the organizer's own terminal.

    When an event is called off nobody stands at a drawer: the organizer owes the cash by itself.
    """
    if actor.kind is ActorKind.system:
        return
    shift = await shift_of(uow, actor, order.organizer_id)
    if money.kind is FundKind.cash:
        shift = await require_shift(uow, actor, order)
    if shift:
        book(uow, shift, order, "refund", money)


def _check(minor: int, field: str, note: str) -> None:
    problems: dict[str, str] = {}
    if not 0 <= minor <= MAX_MINOR:
        problems[field] = BAD_AMOUNT
    if len(note) > MAX_NOTE:
        problems["note"] = LONG_NOTE
    if problems:
        raise Invalid(problems)
