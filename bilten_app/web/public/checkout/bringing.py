"""How a buyer brings something to the order: codes, gift cards, credit, a business."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CodeRefused, OrderView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError, Invalid, NotFound
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.public.checkout.brought import refusal_words
from bilten_app.web.public.checkout.state import CheckoutState, order_of_address, show

NO_CODE = msgid("Type the code first.")
NOW_TO_PAY = msgid("To pay now: {price}.")
CHECKS_A_MINUTE = 6


class CodeForm(BaseModel):
    """A code as typed."""

    code: str = Field("", max_length=60)


class BusinessForm(BaseModel):
    """For which business, as typed."""

    company: str = Field("", max_length=200)
    country: str = Field("", max_length=2)
    vat_id: str = Field("", max_length=30)


class BringState(rx.State):
    """What is being brought at this moment, and what was wrong with it."""

    _access: ClassVar[str] = "public"

    errors: dict[str, str] = {}
    said: str = ""
    busy: str = ""

    @handler
    async def begin(self) -> None:
        """Forget what was said on the page before."""
        self.errors, self.said, self.busy = {}, "", ""

    @handler
    async def add_code(self, rt: Runtime, visit: Visit, form: CodeForm) -> Any:
        """Bring one more code; what is wrong with it stands beside the field."""
        self.busy = "code"
        yield
        async with self._trying(rt, visit, "code") as order:
            code = form.code.strip()
            if not code:
                raise Invalid({"code": NO_CODE})
            await orders.count_try(rt, visit.actor, visit.address)
            async with rt.unit_of_work(visit.actor) as uow:
                await orders.add_code(uow, order_id=order.id, code=code)
            yield rx.set_value("code", "")
        yield rx.set_focus("code")

    @handler
    async def drop_code(self, rt: Runtime, visit: Visit, code: str) -> Any:
        """Take a code back; the keyboard goes on at the field."""
        async with (
            self._trying(rt, visit, "code") as order,
            rt.unit_of_work(visit.actor) as uow,
        ):
            await orders.drop_code(uow, order_id=order.id, code=code)
        yield rx.set_focus("code")

    @handler
    async def use_credit(self, rt: Runtime, visit: Visit, *, use: bool) -> None:
        """Pay with credit first, or not."""
        async with (
            self._trying(rt, visit, "credit") as order,
            rt.unit_of_work(visit.actor) as uow,
        ):
            await orders.use_credit(uow, order_id=order.id, use=use)

    @handler
    async def name_business(self, rt: Runtime, visit: Visit, form: BusinessForm) -> Any:
        """Say for which business the order is, and ask the register about it."""
        self.busy = "business"
        yield
        async with self._trying(rt, visit, "vat_id") as order:
            await _count_check(rt, visit, order)
            await orders.name_business(
                rt, visit.actor, order_id=order.id,
                company=form.company, country=form.country, vat_id=form.vat_id,
            )  # fmt: skip
        if self.errors:
            yield rx.set_focus(next(iter(self.errors)))

    @handler
    async def forget_business(self, rt: Runtime, visit: Visit) -> None:
        """Buy as a person."""
        async with self._trying(rt, visit, "vat_id") as order:
            await _count_check(rt, visit, order)
            await orders.name_business(
                rt, visit.actor, order_id=order.id, company="", country="", vat_id=""
            )

    @handler
    async def name_address(self, rt: Runtime, actor: Actor, visit: Visit, email: str) -> None:
        """Price the order for the groups an address belongs to, as soon as it is typed."""
        checkout = await self.get_state(CheckoutState)
        order = await order_of_address(rt, checkout.address)
        checkout.buyer_email = email.strip()
        if "@" not in email:
            return
        await rt.gateways.limits.hit("orders.address", order.code, limit=20, per_s=60)
        before = order.to_pay
        async with rt.unit_of_work(actor) as uow:
            await orders.name_address(uow, order_id=order.id, email=email.strip())
        order = await show(checkout, rt, visit)
        if order.to_pay != before:
            self.said = say(NOW_TO_PAY, visit.locale, price=price(order.to_pay, visit.locale))

    @asynccontextmanager
    async def _trying(self, rt: Runtime, visit: Visit, name: str) -> AsyncGenerator[OrderView]:
        """Give the order of the page; afterwards show it, with what was refused beside `name`."""
        self.errors, self.said = {}, ""
        checkout = await self.get_state(CheckoutState)
        try:
            yield await order_of_address(rt, checkout.address)
        except NotFound:
            raise
        except CodeRefused as refusal:
            knows = bool(checkout.buyer_email)
            self.errors = {name: refusal_words(refusal.why, visit.locale, knows_email=knows)}
        except Invalid as refusal:
            self.errors = {
                field: say(text, visit.locale) for field, text in refusal.problems.items()
            }
        except BiltenError as refusal:
            self.errors = {name: say(refusal.text, visit.locale, **refusal.fields)}
        finally:
            self.busy = ""
        order = await show(checkout, rt, visit)
        if not self.errors:
            self.said = say(NOW_TO_PAY, visit.locale, price=price(order.to_pay, visit.locale))


async def _count_check(rt: Runtime, visit: Visit, order: OrderView) -> None:
    """The register is not ours: nobody asks it on and on."""
    await rt.gateways.limits.hit("vat", order.code, limit=CHECKS_A_MINUTE, per_s=60)
    await rt.gateways.limits.hit("vat-address", visit.address, limit=60, per_s=60)
