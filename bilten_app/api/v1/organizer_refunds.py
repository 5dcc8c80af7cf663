"""Giving money back for our orders, and answering who asks for it; for members."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StringConstraints, model_validator

from bilten_app.api.deps import IdempotencyKey, Member, Rt
from bilten_app.api.shapes import Code, In, MoneyOut
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRefundView, RefundWish
from bilten_app.domains.payments.public import RefundState
from bilten_app.infra.once import Request, answer, claim

router = APIRouter(prefix="/organizer/orders/{code}/refunds", tags=["Organizer"])

Reason = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
RefundId = Annotated[UUID, Path(description="The `id` of the refund.")]


class RefundIn(In):
    """What goes back: tickets at what they cost, or an amount while all tickets stay."""

    tickets: list[UUID] = Field(default_factory=list[UUID], max_length=100)
    amount_minor: int | None = Field(
        default=None, strict=True, ge=1, le=10**15, description="In the currency's smallest unit."
    )
    with_fees: bool = Field(default=True, strict=True, description="Of tickets, also their fees.")
    reason: Reason = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.tickets) == (self.amount_minor is not None):
            raise ValueError("name tickets or an amount, and not both")
        return self

    def wish(self) -> RefundWish:
        """Return the wish as the domain knows it."""
        return RefundWish(
            frozenset(self.tickets), self.amount_minor or 0, self.with_fees, self.reason
        )


class RefundOut(BaseModel):
    """Money that went back. `external` was given back at the payment service itself."""

    id: UUID
    state: RefundState
    amount: MoneyOut
    to_gift_cards: MoneyOut
    tickets: int
    reason: str
    external: bool
    made_at: datetime

    @classmethod
    def of(cls, one: OrderRefundView) -> Self:
        """Return the shape of a refund."""
        return cls(
            id=one.id,
            state=one.state,
            amount=MoneyOut.of(one.amount),
            to_gift_cards=MoneyOut.of(one.gift),
            tickets=one.tickets,
            reason=one.reason,
            external=one.is_external,
            made_at=one.made_at,
        )


class RefundListOut(BaseModel):
    """What an order gave back, the oldest first."""

    refunds: list[RefundOut]


@router.get("", summary="Refunds of an order")
async def list_refunds(rt: Rt, actor: Member, code: Code) -> RefundListOut:
    """Return what went back, and how far it is."""
    async with rt.read() as session:
        order = await queries.organizer_order(session, actor, code)
        made = await queries.refunds_of(session, order.id)
    return RefundListOut(refunds=[RefundOut.of(one) for one in made])


@router.post("", status_code=201, summary="Give money back")
async def make_refund(
    rt: Rt, actor: Member, key: IdempotencyKey, code: Code, wanted: RefundIn
) -> RefundOut:
    """Give back tickets or an amount. The key and the refund are one transaction.

    Named tickets end at once and their places are free; when none is left, the order is cancelled.
    """
    async with rt.unit_of_work(actor) as uow:
        order = await queries.organizer_order(uow.session, actor, code)
        told = ["refunds", str(order.id), wanted.model_dump(mode="json")]
        request = Request.of(key=key, actor=actor.label, request=told)
        known = await claim(uow, request)
        if known is None:
            made = await orders.refund(uow, actor, order_id=order.id, wish=wanted.wish())
            known = {"refund_id": str(made)}
            await answer(uow, {request: known})
    async with rt.read() as session:
        refunds = await queries.refunds_of(session, order.id)
    return next(RefundOut.of(one) for one in refunds if str(one.id) == known["refund_id"])


@router.post("/{refund_id}/attempts", status_code=202, summary="Send a failed refund again")
async def send_again(rt: Rt, actor: Member, code: Code, refund_id: RefundId) -> RefundListOut:
    """Try once more what the payment service could not give back."""
    async with rt.unit_of_work(actor) as uow:
        order = await queries.organizer_order(uow.session, actor, code)
        await orders.send_again(uow, actor, order_id=order.id, refund_id=refund_id)
    return await list_refunds(rt, actor, code)
