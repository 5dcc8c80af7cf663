"""Prices in the currency somebody thinks in: to read, never to be charged.

The choice is a cookie, set by a form that works without a script; who is signed in keeps it.
"""

from typing import Annotated, Any
from urllib.parse import urlsplit

import reflex as rx
from babel.numbers import get_currency_name
from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.pricing import service as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import THOUGHT_IN, Money
from bilten_app.kit.text import long_day, msgid, price, say
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking
from bilten_app.web.auth.ways import local_path
from bilten_app.web.door import CURRENCY_COOKIE
from bilten_app.web.parts.fields import button, select_control
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

SWITCH = "/currency"
A_YEAR_S = 31_536_000
NAMES = sorted((get_currency_name(code, locale="en"), code) for code in THOUGHT_IN)

router = APIRouter(include_in_schema=False)


@router.post(SWITCH)
async def switch(
    visit: Asking,
    currency: Annotated[str, Form(max_length=3)] = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Remember in which currency prices are also shown, and go back."""
    wished, rt = currency if currency in THOUGHT_IN else "", door.runtime()
    if visit.actor.user_id and not visit.actor.acted_by:
        async with rt.unit_of_work(visit.actor) as uow:
            await identity.wish_currency(uow, visit.actor, currency=wished)
    answer = RedirectResponse(local_path(urlsplit(next_).path, "/"), 303)
    answer.set_cookie(
        CURRENCY_COOKIE,
        wished,
        A_YEAR_S if wished else 0,
        path="/",
        httponly=True,
        samesite="lax",
        secure=rt.settings.origin.startswith("https://"),
    )
    return answer


async def about(rt: Runtime, money: Money, currency: str, locale: str) -> str:
    """Return about what an amount is worth in another currency; nothing where none is wished."""
    if not currency or currency == money.currency or not money.minor:
        return ""
    shown = await pricing.display_price(rt, money, currency=currency)
    return say(msgid("about {price}"), locale, price=price(shown.money, locale)) if shown else ""


async def rate_note(rt: Runtime, money: Money, currency: str, locale: str) -> str:
    """Return whose rates these are and of when, and in what is charged; nothing without a wish."""
    if not currency or currency == money.currency:
        return ""
    shown = await pricing.display_price(rt, money, currency=currency)
    if shown is None:
        return say(msgid("No rate from {own} to {other} is known."), locale,
                   own=money.currency, other=currency)  # fmt: skip
    return say(
        msgid("Rates of {source}, {day}. You are charged in {currency}."),
        locale,
        source=shown.source,
        day=long_day(shown.at, "UTC", locale),
        currency=money.currency,
    )


def currency_switch(*, chosen: Any, back: Any, note: Any) -> rx.Component:
    """A small form that shows prices also in another currency, and says by whose rates."""
    return rx.el.details(
        rx.el.summary(
            t("Show prices also in another currency"),
            class_name=(
                "inline-flex min-h-11 cursor-pointer list-none items-center text-sm text-muted "
                "underline underline-offset-4 hover:text-ink [&::-webkit-details-marker]:hidden"
            ),
        ),
        native_form(
            rx.el.input(type="hidden", name="next", value=back),
            rx.el.label(t("Currency"), html_for="currency", class_name="sr-only"),
            rx.el.div(
                select_control(
                    rx.el.option(t("Only the event's currency"), value=""),
                    *(rx.el.option(f"{name} ({code})", value=code) for name, code in NAMES),
                    name="currency",
                    default_value=chosen,
                ),
                class_name="min-w-0 flex-1",
            ),
            button(t("Show"), type="submit", look="quiet", class_name="min-h-12"),
            action=SWITCH,
            key=chosen,
            class_name="flex gap-2.5 pb-1",
        ),
        rx.cond(note, rx.el.p(note, class_name="mt-1 text-sm text-muted text-pretty")),
        open=chosen != "",
        class_name="mt-3",
    )
