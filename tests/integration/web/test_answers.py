"""Where people agree: signing up, buying, their privacy page, an order's page, and when asked."""

from urllib.parse import urlsplit

import httpx
import pytest

from bilten_app.domains.consents import queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import ConsentKind, Source, Whose
from bilten_app.domains.messaging.public import Stop
from bilten_app.domains.messaging.service.stopping import stop_address
from bilten_app.infra.runtime import Runtime
from bilten_app.web.auth import passwords
from bilten_app.web.public.account.privacy.answers import AnswersState
from bilten_app.web.public.order.news import NewsState
from bilten_app.web.public.stopping import StopState, find
from bilten_app.web.session import SessionState
from tests.aftersale import given_paid
from tests.factories import given_event, given_order, new_guest
from tests.integration.web.given import BUYER, Enter, act, checkout_of
from tests.people import PASSWORD, given_signed_in, new_email

SERVED = (passwords.router,)


async def said(rt: Runtime, whose: Whose) -> dict[ConsentKind, bool]:
    async with rt.read() as session:
        return {one.kind: one.given for one in await queries.answers(session, whose)}


@pytest.mark.parametrize("news", [True, False])
async def test_who_signs_up_agrees_to_the_terms_and_to_news_if_they_like(
    rt: Runtime, browser: httpx.AsyncClient, *, news: bool
) -> None:
    email = new_email()
    form = {"name": "Ada", "email": email, "password": PASSWORD, "news": "yes" if news else ""}

    await browser.post("/auth/sign-up", data=form)

    assert await said(rt, Whose(email)) == {
        ConsentKind.terms: True, ConsentKind.privacy: True, ConsentKind.news: news,
    }  # fmt: skip


async def test_who_has_an_account_already_agrees_to_nothing_by_a_stranger_signing_up(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    owner, _ = await given_signed_in(rt)

    await browser.post(
        "/auth/sign-up",
        data={"name": "Eve", "email": owner.email, "password": PASSWORD, "news": "yes"},
    )

    assert await said(rt, Whose(owner.email, owner.user_id)) == {}


@pytest.mark.parametrize("news", [True, False])
async def test_a_buyer_says_at_the_checkout_who_may_write(
    rt: Runtime, enter: Enter, *, news: bool
) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout, _ = await checkout_of(enter(new_guest()), ref)

    await act(checkout, "pay", form={**BUYER, "method": "card", "news": news})

    assert checkout.errors == {}
    assert (await said(rt, Whose(BUYER["email"])))[ConsentKind.organizer_news] is news


async def test_an_answer_is_seen_and_turned_on_the_privacy_page(rt: Runtime, enter: Enter) -> None:
    actor, _ = await given_signed_in(rt)
    page = await enter(actor).get_state(AnswersState)
    await act(page, "look")
    assert {row.kind: row.given for row in page.answers} == {
        "terms": False, "privacy": False, "news": False, "analytics": False,
    }  # fmt: skip

    await act(page, "turn", kind="news", organizer="")

    (row,) = [one for one in page.answers if one.kind == "news"]
    assert (row.given, row.version, row.source) == (True, 1, "on your privacy page")
    await act(page, "turn", kind="terms", organizer="")
    await act(page, "turn", kind="organizer_news", organizer=str(actor.user_id))
    assert await said(rt, Whose("", actor.user_id)) == {ConsentKind.news: True}


async def test_a_guest_turns_news_on_and_off_by_their_orders_link(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    page = await enter(new_guest()).get_state(NewsState)
    page.address = f"/orders/{ref.code}/{ref.secret}"

    await act(page, "turn")
    assert (page.given, page.organizer) == (True, "Blue Note Nights")
    await act(page, "turn")
    assert page.given is False

    page.address = f"/orders/{ref.code}/{'A' * 20}"
    await act(page, "turn")
    assert page.given is False


async def test_who_never_agreed_is_asked_on_every_page_until_they_do(
    rt: Runtime, enter: Enter
) -> None:
    actor, _ = await given_signed_in(rt)
    frame = await enter(actor).get_state(SessionState)

    await act(frame, "enter")
    assert frame.must_agree
    await act(frame, "agree")
    await act(frame, "enter")

    assert not frame.must_agree
    assert await said(rt, Whose("", actor.user_id)) == {
        ConsentKind.terms: True, ConsentKind.privacy: True,
    }  # fmt: skip


async def test_looking_at_the_link_of_a_mail_ends_nothing(rt: Runtime, enter: Enter) -> None:
    stage, whose = await given_event(rt), Whose("noor@guests.example.com")
    async with rt.unit_of_work() as uow:
        await consents.answer(
            uow, rt.vault, whose, ConsentKind.organizer_news, given=True, source=Source.order,
            organizer_id=stage.organizer_id,
        )  # fmt: skip
    async with rt.read() as session:
        line = await queries.news_line(session, organizer_id=stage.organizer_id, email=whose.email)
    assert line
    page = await enter(new_guest()).get_state(StopState)

    path = urlsplit(stop_address(rt, Stop.news, line)).path
    await find(page, rt, path, "en")

    assert (page.missing, page.title) == (False, "Stop news from Blue Note Nights?")
    assert await said(rt, whose) == {ConsentKind.organizer_news: True}
